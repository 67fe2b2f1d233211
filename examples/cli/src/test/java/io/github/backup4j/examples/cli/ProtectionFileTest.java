package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.backup4j.plan.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** What the schema refuses for its type, value or size; editors show it, and the command must not take it. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
        'tags: {app: shop, tier: 1}'  | 'tags: {}'                  | 4:13: the file.protections.shop.select.tags: it names no tag
        'tags: {app: shop, tier: 1}'  | 'tags: {app: }'             | the file.protections.shop.select.tags.app is nothing, not a text
        'tags: {app: shop, tier: 1}'  | 'tags: {app: [a]}'          | the file.protections.shop.select.tags.app is a list, not a text
        kinds: [disk, server]         | kinds: [DISK]               | 5:15: the file.protections.shop.select.kinds: kind is "DISK"; write disk or server
        kinds: [disk, server]         | kinds: []                   | 5:14: the file.protections.shop.select.kinds is empty
        names: [scratch]              | names: [123]                | the file.protections.shop.select.except.names: it is 123, which is a number and not a text
        names: [scratch]              | names: [True]               | the file.protections.shop.select.except.names: it is True, which is true or false and not a text
        names: [scratch]              | names: scratch              | the file.protections.shop.select.except.names is a text, not a list
        names: [scratch]              | 'names: [a], tags: {}'      | 6:34: the file.protections.shop.select.except.tags: it names no tag
        ids: ["disk:d-1"]             | ids: ["image:d-1"]          | resource is "image:d-1"; write disk:ID or server:ID
        ids: ["disk:d-1"]             | ids: ["disk:"]              | disk
        vault: v-1                    | vault: 123                  | 11:48: the file.protections.shop.copies.vault: it is 123, which is a number and not a text
        project: p                    | project: 0x1F               | the file.protections.shop.copies.project: it is 0x1F, which is a number and not a text
        region: other                 | region: 1.5                 | the file.protections.shop.copies.region: it is 1.5, which is a number and not a text
        factor: 1.5                   | factor: 0x1p1               | 10:22: the file.protections.shop.vaults.factor: it is "0x1p1", not a number such as 2 or 1.5
        factor: 1.5                   | factor: 2d                  | the file.protections.shop.vaults.factor: it is "2d", not a number
        factor: 1.5                   | 'factor: "1.5"'             | the file.protections.shop.vaults.factor: it is "1.5", not a number
        factor: 1.5                   | factor: 0                   | factor is 0.0, not more than 0
        factor: 1.5                   | factor: 1001                | factor is 1001.0
        expanding: true               | 'expanding: "true"'         | the file.protections.shop.vaults.expanding: it is "true"; write true or false, without quotes
        size: 200 GiB                 | size: 200                   | the file.protections.rest.vaults.size: it is 200, which is a number and not a text
        accept-drift: true            | accept-drift: yes           | the file.protections.shop.accept-drift: it is "yes"; write true or false
        select: {everything: true}    | 'select: {everything: "true"}' | the file.protections.rest.select.everything: it is "true"; write true, or leave it out
        every: every day at 02:00     | every: 2                    | the file.protections.shop.every: it is 2, which is a number and not a text
        every: every day at 02:00     | 'every: '                   | the file.protections.shop.every is nothing, not a text
        """)
    void parse_valueThatTheSchemaRefuses_isRefusedTooWithTheReason(String good, String bad, String message)
            throws JsonProcessingException {
        String text = GOOD.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad));
        assertThat(text).isNotEqualTo(GOOD);

        assertThat(SchemaCheck.errors(schema(), text)).as("by the schema").isNotEmpty();
        assertThatThrownBy(() -> ProtectionFile.parse("bad.yaml", text))
                .isInstanceOf(BadFile.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"factor: 2", "factor: 0.5", "factor: 1e2", "factor: +1.", "factor: .5"})
    void parse_decimalNumber_isReadAsTheSchemaTakesIt(String factor) throws JsonProcessingException {
        String text = GOOD.replace("factor: 1.5", factor);

        assertThat(SchemaCheck.errors(schema(), text)).isEmpty();
        assertThat(ProtectionFile.parse("good.yaml", text)).hasSize(2);
    }

    @Test
    void parse_textThatLooksLikeANumberInQuotes_isAText() throws JsonProcessingException {
        String text =
                GOOD.replace("names: [scratch]", "names: [\"123\", 'true']").replace("vault: v-1", "vault: \"1\"");

        assertThat(SchemaCheck.errors(schema(), text)).isEmpty();
        assertThat(ProtectionFile.parse("good.yaml", text).get(0).toString()).contains("vault 1 at");
    }

    @Test
    void schema_goodFiles_areTaken() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String shown = readme.substring(readme.indexOf("```yaml\n") + 8);
        for (String text : List.of(
                GOOD, DemoCommand.resource("demo-protections.yaml"), shown.substring(0, shown.indexOf("```")))) {
            assertThat(SchemaCheck.errors(schema(), text)).as(text).isEmpty();
            assertThat(ProtectionFile.parse("good.yaml", text)).isNotEmpty();
        }
    }

    @Test
    void read_fileThatCannotBeRead_isRefusedAsAWrongArgument(@TempDir Path folder) throws IOException {
        Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe9});
        Path large = Files.writeString(folder.resolve("long.yaml"), "#".repeat((1 << 20) + 1));

        assertThatThrownBy(() -> ProtectionFile.read(folder))
                .isInstanceOf(BadFile.class)
                .hasMessage(folder + ":1:1: it is a folder, not a file");
        // JDKs differ in whether there is no such file, or none can be there.
        assertThatThrownBy(() -> ProtectionFile.read(latin.resolve("below-a-file")))
                .isInstanceOf(BadFile.class)
                .hasMessageMatching(".*:1:1: (it cannot be read: .*|there is no such file)");
        assertThatThrownBy(() -> ProtectionFile.read(latin)).hasMessageEndingWith(":1:1: it is not UTF-8 text");
        assertThatThrownBy(() -> ProtectionFile.read(large)).hasMessageEndingWith(":1:1: it is larger than 1 MiB");
    }

    private static JsonNode schema() throws JsonProcessingException {
        return new ObjectMapper().readTree(DemoCommand.resource("protections.schema.json"));
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
    void parse_anyText_readsWhatTheSchemaTakesOrRefuses() throws JsonProcessingException {
        JsonNode schema = schema();
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
                assertThat(SchemaCheck.errors(schema, text.toString()))
                        .as("seed %d: what was read, by the schema:%n%s", seed, text)
                        .isEmpty();
            } catch (BadFile e) {
                assertThat(e).as("seed %d", seed).hasMessageMatching("(?s)any\\.yaml:\\d+:\\d+: .+");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ":\n" + text, e);
            }
        }
    }

    @Test
    void schema_hasTheFieldsThatAreRead() throws JsonProcessingException {
        JsonNode schema = schema();

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
