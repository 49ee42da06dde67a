package io.salessync.customers;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Takes people and companies from files. */
@RestController
@RequestMapping("/api/v1/customers/import")
class ImportController {
    private final CsvImport imports;
    private final Database database;
    private final Audit audit;

    ImportController(CsvImport imports, Database database, Audit audit) {
        this.imports = imports;
        this.database = database;
        this.audit = audit;
    }

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @PreAuthorize("hasAuthority('customers:write')")
    @Operation(
            summary = "Imports people or companies from a CSV file",
            description =
                    "Columns are fields by name or label. Rows that do not fit are listed with their line and left out; the rest counts as a whole or not at all.")
    CsvImport.Report take(
            @AuthenticationPrincipal Actor actor,
            @RequestParam("file") MultipartFile file,
            @RequestParam(defaultValue = "people") @Parameter(description = "what the rows are: people or companies")
                    String kind,
            @RequestParam(required = false)
                    @Parameter(
                            description =
                                    "the column that names each; without one externalId, else email of people, domain or name of companies")
                    @Nullable String key,
            @RequestParam(defaultValue = "refuse")
                    @Parameter(description = "columns that are no field: refuse, ignore or keep")
                    String others,
            @RequestParam(defaultValue = "false") @Parameter(description = "import nothing where one row does not fit")
                    boolean whole,
            @RequestParam(defaultValue = "false") @Parameter(description = "only tell what would become of it")
                    boolean dryRun)
            throws IOException {
        String name = plainName(file.getOriginalFilename());
        CsvImport.Wish wish = new CsvImport.Wish(
                kind(kind), key == null || key.isBlank() ? null : key, others(others), whole, dryRun);
        try (InputStream in = file.getInputStream()) {
            CsvImport.Report report = imports.run(actor.tenant(), actor.signature(), name, in, wish);
            if (report.imported()) {
                database.runInTenant(
                        actor.tenant(),
                        sql -> audit.record(
                                sql,
                                actor.tenant(),
                                actor.signature(),
                                "customers.imported",
                                name,
                                Map.of(
                                        "created", Long.toString(report.created()),
                                        "updated", Long.toString(report.updated()),
                                        "refused", Long.toString(report.refused()))));
            }
            return report;
        }
    }

    private static CustomerKind kind(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "people" -> CustomerKind.PERSON;
            case "companies" -> CustomerKind.COMPANY;
            default ->
                throw Problem.of(
                                CustomersProblem.WRONG_VALUE,
                                "'kind' is people or companies, not '%s'."
                                        .formatted(word.length() > 40 ? word.substring(0, 40) : word))
                        .with("field", "kind");
        };
    }

    private static CsvImport.Others others(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "refuse" -> CsvImport.Others.REFUSE;
            case "ignore" -> CsvImport.Others.IGNORE;
            case "keep" -> CsvImport.Others.KEEP;
            default ->
                throw Problem.of(
                                CustomersProblem.WRONG_VALUE,
                                "'others' is refuse, ignore or keep, not '%s'."
                                        .formatted(word.length() > 40 ? word.substring(0, 40) : word))
                        .with("field", "others");
        };
    }

    /** What a browser calls the file, without folders and what no name holds. */
    private static String plainName(@Nullable String original) {
        String name =
                original == null ? "" : original.replaceAll("[\\p{Cntrl}]", "").replaceAll(".*[/\\\\]", "");
        String plain = name.isBlank() ? "upload" : name.strip();
        return plain.length() > 120 ? plain.substring(0, 120) : plain;
    }
}
