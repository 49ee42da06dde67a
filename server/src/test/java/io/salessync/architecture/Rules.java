package io.salessync.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.salessync.connectors.Connection;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmWrite;
import io.salessync.connectors.Intent;
import io.salessync.kernel.runs.ActiveRun;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.RestController;

/** The rules, by the name of the fixture package that breaks each. */
final class Rules {
    private static final Set<String> READING_THE_CLOCK =
            Set.of("now", "currentTimeMillis", "systemUTC", "systemDefaultZone");

    /** Its group is the module's package and a dot. */
    private static final Pattern TABLES = Pattern.compile("(io\\.salessync\\.[a-z]+\\.)jooq(\\..*)?");

    private Rules() {}

    static Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put(
                "clock",
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName("io.salessync.Server")
                        .should()
                        .callMethodWhere(theClockIsRead())
                        .because("tests move time by hand: take the InstantSource as a constructor parameter"));
        rules.put(
                "names",
                noClasses()
                        .should()
                        .haveNameMatching(".*(Service|Manager|Helper|Utils?|Impl|Dto|Data|Info|Processor)")
                        .because("such an ending says nothing: name the class by the noun it is or the work it does"));
        rules.put(
                "fields",
                noFields()
                        .should()
                        .beAnnotatedWith(Autowired.class)
                        .because("what a class needs stands in its constructor"));
        rules.put(
                "transactions",
                noClasses()
                        .should()
                        .beAnnotatedWith(Transactional.class)
                        .because(
                                "kernel :: tenancy's Database is the one way to a transaction: it sets the tenant's wall"));
        rules.put(
                "templates",
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName("io.salessync.kernel.tenancy.Database")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(TransactionOperations.class)
                        .because(
                                "kernel :: tenancy's Database is the one way to a transaction: it sets the tenant's wall"));
        rules.put(
                "cycle",
                slices().matching("io.salessync.(kernel|architecture.broken.cycle).(*)..")
                        .should()
                        .beFreeOfCycles()
                        .because(
                                "the kernel's words build on each other in one direction: let the hearer own the type"));
        rules.put(
                "controllers",
                classes()
                        .that()
                        .areAnnotatedWith(RestController.class)
                        .should()
                        .notHaveModifier(PUBLIC)
                        .because("HTTP is a module's edge, not its interface: make the controller package-private"));
        rules.put(
                "sockets",
                noClasses()
                        .that(DescribedPredicate.not(
                                resideInAnyPackage("io.salessync.kernel.postgres", "io.salessync.ordersync.source")))
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(DriverManager.class, java.net.Socket.class, java.net.HttpURLConnection.class)
                        .because(
                                "data come through Database, vendors through the connectors' shared client with its deadlines"));
        rules.put(
                "crm",
                noClasses()
                        .that(DescribedPredicate.not(
                                resideInAnyPackage("io.salessync.pushes", "io.salessync.connectors..")))
                        .should()
                        .callMethod(
                                CrmConnector.class,
                                "send",
                                Connection.class,
                                Intent.class,
                                CrmWrite.class,
                                ActiveRun.class)
                        .because("what is written to a CRM passes the gate of pushes: propose it there"));
        rules.put(
                "tables",
                classes()
                        .should(useTheTablesOfTheirOwnModuleAlone())
                        .because("a schema is its module's own: ask the module by its door"));
        rules.put(
                "output",
                noClasses()
                        .that(DescribedPredicate.not(simpleNameEndingWith("Command")))
                        .and()
                        // keeps a library's remark off the console
                        .doNotHaveFullyQualifiedName("io.salessync.kernel.commands.QuietStart")
                        .should()
                        .accessField(System.class, "out")
                        .orShould()
                        .accessField(System.class, "err")
                        .because("only commands speak to the console; the rest logs"));
        return rules;
    }

    private static ArchCondition<JavaClass> useTheTablesOfTheirOwnModuleAlone() {
        return new ArchCondition<>("use the tables of their own module alone") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    Matcher tables = TABLES.matcher(dependency.getTargetClass().getPackageName());
                    if (tables.matches() && !(type.getPackageName() + ".").startsWith(tables.group(1))) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static DescribedPredicate<JavaCall<?>> theClockIsRead() {
        return DescribedPredicate.describe("the clock of the machine is read", call -> {
            JavaClass owner = call.getTargetOwner();
            return READING_THE_CLOCK.contains(call.getName())
                    && (owner.getPackageName().startsWith("java.time")
                            || owner.isEquivalentTo(System.class)
                            || owner.isEquivalentTo(Clock.class));
        });
    }
}
