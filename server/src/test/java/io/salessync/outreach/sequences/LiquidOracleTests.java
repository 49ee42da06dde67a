package io.salessync.outreach.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import liqp.TemplateParser;
import org.junit.jupiter.api.Test;

/** Holds templates against liqp, another reader of Liquid: what both take becomes the same. */
class LiquidOracleTests {
    private static final List<String> TEXTS = List.of(
            "Hi {{ first_name }}!",
            "{{first_name|upcase}} {{ first_name | downcase }}",
            "{{ city | default: \"there\" }} and {{ city | default: 'there' | upcase }}",
            "{{ company | truncate: 5 }}|{{ company | truncate: 50 }}|{{ company | truncate: 7, \"\" }}",
            "{{ sender_name | strip }}",
            "{{ lower | capitalize }}",
            "{% if company %}a{% else %}b{% endif %}{% if city %}a{% else %}b{% endif %}",
            "{% if country == \"DE\" %}a{% elsif country == \"GB\" %}b{% else %}c{% endif %}",
            "{% if country == 'FR' %}a{% elsif country == 'GB' %}b{% else %}c{% endif %}",
            "{% if country != 'GB' %}a{% endif %}{% if company contains \"Engines\" %}b{% endif %}{% if company contains 'x' %}c{% endif %}",
            "{% if company and country == 'GB' %}a{% endif %}{% if city or company %}b{% endif %}",
            "{% if company or city and city %}a{% else %}b{% endif %}",
            "{% if city and city or company %}a{% else %}b{% endif %}",
            "{% unless city %}a{% endunless %}{% unless company %}b{% endunless %}",
            "a {% comment %} {{ first_name }} {% endcomment %} b",
            "{% raw %}{{ first_name }} {% if %}{% endraw %}",
            "a   {{- first_name -}}   b {%- if company -%}  c  {%- endif -%}  d",
            "line\n{% if company %}\n  {{ company }}\n{% endif %}\nend",
            "{{ first_name }}'s \"quotes\" & <b>tags</b> 50 % { off } 👍",
            "{% if company %}{% if city %}x{% else %}{% if country == 'GB' %}deep{% endif %}{% endif %}{% endif %}",
            "{{ \"first_name\" }}x".replace("{{ \"first_name\" }}", "{{ first_name }}"),
            "{% if city == blank %}none{% endif %}".replace("city == blank", "first_name != blank"));

    private static final Map<String, String> VALUES = Map.of(
            "first_name", "Ada",
            "company", "Analytical Engines",
            "country", "GB",
            "sender_name", "Grace Hopper",
            "lower", "engines");

    @Test
    void whatIsLiquidBecomesTheSameAsElsewhere() {
        TemplateParser liquid = new TemplateParser.Builder().build();
        for (String text : TEXTS) {
            // braces of choices are ours alone
            String ours = text.replace("{ off }", "\\{ off \\}");
            Template template = Template.parse(ours);
            assertThat(template.mistakes()).as(text).isEmpty();
            String made =
                    new Renderer.Text(Renderer.Place.EMAIL, null, 1).raw(template, new Renderer.Values(VALUES, VALUES));
            assertThat(made).as(text).isEqualTo(liquid.parse(text).render(new HashMap<>(VALUES)));
        }
    }
}
