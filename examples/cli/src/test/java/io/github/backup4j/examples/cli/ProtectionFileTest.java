package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.backup4j.plan.Protection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from a file, and where and why a bad one is refused. */
class ProtectionFileTest {
    private static final String SPECIAL = "{}[]:,&*!|>'\"%@`#-\n\t 0a";

    private static final String GOOD = """
        protections:
          shop:
            select:
              tags: {app: shop, tier: 1}
              kinds: [disk, server]
              except: {names: [scratch], ids: ["disk:d-1"]}
            without-disks: {names: [swap]}
            every: every day at 02:00
            keeping: the 7 newest, plus 4 weekly, 12 monthly
            vaults: {factor: 1.5, expanding: true}
            copies: {region: other, project: p, vault: v-1}
            accept-drift: true
          rest:
            select: {everything: true}
            every: Monday and Friday at 03:00
            keeping: for 30 days
            vaults: {size: 200 GiB}
        """;

    @Test
    void parse_allFields_readsProtections() {
        List<Protection> protections = ProtectionFile.parse("good.yaml", GOOD);

        assertThat(protections).extracting(Protection::name).containsExactly("shop", "rest");
    }

    @Test
    void parse_expiryOfCopiesAccepted_isThatOfTheProtection() {
        Protection shop = ProtectionFile.parse("good.yaml", GOOD).get(0);
        String accepted =
                GOOD.replace("accept-drift: true\n", "accept-drift: true\n    accept-expiry-of-copies: true\n");

        assertThat(ProtectionFile.parse("good.yaml", accepted).get(0))
                .isEqualTo(shop.acceptingExpiryOfCopies())
                .isNotEqualTo(shop);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
        every day at 02:00                     | at tea time                       | 8:12: the file.protections.shop.every:
        for 30 days                            | for ever and a day                | 16:14: the file.protections.rest.keeping:
        keeping: for 30 days                   | keep: for 30 days                 | 16:5: the file.protections.rest has no field "keep"; it has select
        kinds: [disk, server]                  | kinds: [disc]                     | 5:15: the file.protections.shop.select.kinds: kind is "disc"; write disk or server
        vaults: {size: 200 GiB}                | vaults: {size: 200 GB}            | 17:20: the file.protections.rest.vaults.size:
        vaults: {size: 200 GiB}                | vaults: {size: 1 GiB, factor: 2}  | 17:5: vaults has factor and size
        select: {everything: true}             | select: {everything: false}       | 14:26: the file.protections.rest.select.everything: it is "false"; write true, or leave it out
        select: {everything: true}             | select: {everything: yes}         | 14:26: the file.protections.rest.select.everything: it is "yes"; write true, or leave it out
        accept-drift: true                     | accept-drift: [1]                 | 12:19: the file.protections.shop.accept-drift is a list, not a text
        ids: ["disk:d-1"]                      | ids: [d-1]                        | resource is "d-1"; write disk:ID or server:ID
        'rest:'                                | 'shop:'                           | 13:3: the file.protections has "shop" twice
        'rest:'                                | 're st:'                          | 13:3: name of the protection is "re st"
        factor: 1.5                            | factor: -1                        | 10:5: factor is -1.0
        'tags: {app: shop, tier: 1}'           | 'tags: {app: shop'                | not YAML:
        project: p,                            | ''                                | 11:13: the file.protections.shop.copies has no "project"
        """)
    void parse_badValue_refusedWithLineAndReason(String good, String bad, String message) {
        String text = GOOD.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad));
        assertThat(text).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> ProtectionFile.parse("bad.yaml", text))
                .isInstanceOf(BadFile.class)
                .hasMessageStartingWith("bad.yaml:")
                .hasMessageContaining(message);
    }

    @Test
    void parse_severalBadValues_namesThemAll() {
        String text = GOOD.replace("every day at 02:00", "never").replace("200 GiB", "much");

        assertThatThrownBy(() -> ProtectionFile.parse("bad.yaml", text))
                .hasMessageContaining("bad.yaml:8:12")
                .hasMessageContaining("bad.yaml:17:20");
    }

    @Test
    void parse_emptyOrNoMapping_isRefused() {
        assertThatThrownBy(() -> ProtectionFile.parse("a", "")).hasMessageContaining("a:1:1: it is empty");
        assertThatThrownBy(() -> ProtectionFile.parse("a", "- 1")).hasMessageContaining("not a mapping");
        assertThatThrownBy(() -> ProtectionFile.parse("a", "protections:\n"))
                .hasMessageContaining("1:13: the file.protections is nothing, not a mapping");
        assertThatThrownBy(() -> ProtectionFile.parse("a", "protections: {}"))
                .hasMessageContaining("a:1:14: the file.protections: it names no protection");
        assertThatThrownBy(() -> ProtectionFile.read(Path.of("no-such.yaml")))
                .hasMessage("no-such.yaml:1:1: there is no such file");
    }

    @Test
    void parse_nestedDeeply_isRefusedWithItsPlace() {
        for (String open : List.of("[", "{a: ")) {
            assertThatThrownBy(() -> ProtectionFile.parse("a", open.repeat((1 << 20) / open.length())))
                    .isInstanceOf(BadFile.class)
                    .hasMessageContaining("it is nested more than 50 levels deep");
        }
    }

    @Test
    void parse_anyText_readsOrRefuses() {
        long seed = Long.getLong("backup4j.seed", 1);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder(GOOD);
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, SPECIAL.charAt(random.nextInt(SPECIAL.length())));
                    default -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
                }
            }
            try {
                List<Protection> unused = ProtectionFile.parse("any.yaml", text.toString());
            } catch (BadFile e) {
                assertThat(e).as("seed %d", seed).hasMessageMatching("(?s)any\\.yaml:\\d+:\\d+: .+");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ":\n" + text, e);
            }
        }
    }

    @Test
    void schema_hasTheFieldsThatAreRead() throws JsonProcessingException {
        JsonNode schema = new ObjectMapper().readTree(DemoCommand.resource("protections.schema.json"));

        assertThat(fields(schema)).containsExactlyElementsOf(ProtectionFile.FILE);
        assertThat(definition(schema, "protection")).containsExactlyElementsOf(ProtectionFile.PROTECTION);
        assertThat(definition(schema, "selection")).containsExactlyElementsOf(ProtectionFile.SELECTION);
        Set<String> exception = new LinkedHashSet<>(ProtectionFile.SELECTION);
        exception.remove("except");
        assertThat(definition(schema, "exception")).containsExactlyElementsOf(exception);
        assertThat(definition(schema, "vaults")).containsExactlyElementsOf(ProtectionFile.VAULTS);
        assertThat(definition(schema, "copies")).containsExactlyElementsOf(ProtectionFile.COPIES);
        assertThat(Set.of("select", "every", "keeping"))
                .isEqualTo(Set.copyOf(texts(schema.at("/$defs/protection/required"))));
    }

    private static List<String> definition(JsonNode schema, String name) {
        JsonNode definition = schema.at("/$defs/" + name);
        assertThat(definition.get("additionalProperties").asBoolean(true))
                .as(name)
                .isFalse();
        return fields(definition);
    }

    private static List<String> fields(JsonNode definition) {
        List<String> names = new ArrayList<>();
        definition.get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
