package io.github.backup4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of a provider, from addresses and maps. */
class ProviderSettingsTest {
    @Test
    void parse_wholeAddress_settingsByName() {
        ProviderSettings settings =
                ProviderSettings.parse("HUAWEI://eu-west-101/0605?attempts=3&read-timeout=30s&note=a%20b%26c+d");

        assertThat(settings.provider()).isEqualTo("huawei");
        assertThat(settings.text("region")).contains("eu-west-101");
        assertThat(settings.text("project")).contains("0605");
        assertThat(settings.integer("attempts")).contains(3);
        assertThat(settings.duration("readTimeout")).contains(Duration.ofSeconds(30));
        assertThat(settings.text("note")).contains("a b&c+d");
        settings.refuseOthers();
    }

    @ParameterizedTest
    @CsvSource({"memory:,", "memory:shop, shop", "memory:shop?attempts=3, shop"})
    void parse_providerAndName_noRegion(String address, String name) {
        ProviderSettings settings = ProviderSettings.parse(address);

        assertThat(settings.provider()).isEqualTo("memory");
        assertThat(settings.text("name").orElse(null)).isEqualTo(name);
        assertThat(settings.text("region")).isEmpty();
    }

    @Test
    void parse_regionAlone_noProject() {
        assertThat(ProviderSettings.parse("huawei://eu-west-101").text("project"))
                .isEmpty();
        assertThat(ProviderSettings.parse("huawei://eu-west-101/").text("project"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "huawei",
                "//eu-west-101/p",
                "huawei://eu west",
                "huawei://r/p#part",
                "huawei://r/p?attempts",
                "huawei://r/p?=3",
                "huawei://r/p?a=%zz"
            })
    void parse_noAddress_refusedWithAnExample(String address) {
        assertThatThrownBy(() -> ProviderSettings.parse(address))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("address cannot be read")
                .hasMessageContaining("huawei://eu-west-101/");
    }

    @Test
    void parse_userOrSecret_refusedWithoutRepeatingIt() {
        for (String address : new String[] {
            "huawei://hush:hush@eu-west-101/p",
            "huawei://hush@eu-west-101/p",
            "huawei://hush%3Ahush%40eu-west-101/p",
            "huawei:hush:hush@eu-west-101/p",
            "huawei://eu-west-101/p?secretKey=hush",
            "huawei://eu-west-101/p?SECRET_KEY=hush",
            "huawei://eu-west-101/p?ak=hush",
            "huawei://eu-west-101/p?security-token=hush"
        }) {
            assertThatThrownBy(() -> ProviderSettings.parse(address))
                    .as(address)
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("no secrets")
                    .hasMessageNotContaining("hush");
        }
    }

    @Test
    void parse_badCharacter_messageDoesNotRepeatTheAddress() {
        assertThatThrownBy(() -> ProviderSettings.parse("huawei://hush hush@r/p"))
                .isInstanceOf(Invalid.class)
                .hasMessageNotContaining("hush")
                .hasNoCause();
    }

    @Test
    void parse_settingTwice_refused() {
        assertThatThrownBy(() -> ProviderSettings.parse("huawei://r/p?pollInterval=1s&poll-interval=2s"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("poll-interval is given twice, also as pollInterval");
        assertThatThrownBy(() -> ProviderSettings.parse("huawei://r/p?region=other"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("region is given twice");
    }

    @Test
    void parse_veryLong_refused() {
        assertThatThrownBy(() -> ProviderSettings.parse("huawei://r/" + "p".repeat(4000)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("4011 characters");
    }

    @Test
    void of_map_namesInAnyStyle() {
        ProviderSettings settings = ProviderSettings.of(
                Map.of("provider", "huawei", "REGION", "r", "answer_limit", "16 MiB", "project", " "));

        assertThat(settings.text("region")).contains("r");
        assertThat(settings.size("answerLimit")).contains(DataSize.mib(16));
        assertThat(settings.text("project")).isEmpty();
    }

    @Test
    void of_noProvider_refused() {
        assertThatThrownBy(() -> ProviderSettings.of(Map.of("region", "r")))
                .isInstanceOf(Invalid.class)
                .hasMessage("setting provider is missing; give one, such as huawei");
    }

    @Test
    void of_secret_refusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> ProviderSettings.of(Map.of("provider", "huawei", "secret-key", "hush")))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("secret-key")
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "1d, PT24H", "PT1M30S, PT1M30S", "0s, PT0S"})
    void duration_text_duration(String text, Duration duration) {
        assertThat(settings(text).duration("it")).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "s", "5 weeks", "-5s", "1.5h", "9999999999999d"})
    void duration_noDuration_refusedWithTheText(String text) {
        assertThatThrownBy(() -> settings(text).duration("it"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("setting it is \"" + text + "\", not a duration");
    }

    @Test
    void integerSizeUriAndWord_wrong_refusedWithTheNameOfTheSetting() {
        assertThatThrownBy(() -> settings("many").integer("it"))
                .isInstanceOf(Invalid.class)
                .hasMessage("setting it is \"many\", not a whole number");
        assertThatThrownBy(() -> settings("16 MB").size("it"))
                .isInstanceOf(Invalid.class)
                .hasMessage("setting it is \"16 MB\", not a size, such as 16 MiB");
        assertThatThrownBy(() -> settings("http://hush hush").uri("it"))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("setting it is not an address")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> settings("three").oneOf("it", "one", "two"))
                .isInstanceOf(Invalid.class)
                .hasMessage("setting it is \"three\", not one of one, two");
        assertThat(settings("ONE").oneOf("it", "one", "two")).contains("one");
        assertThat(settings("http://localhost:80").uri("it")).contains(URI.create("http://localhost:80"));
    }

    @Test
    void startingWith_prefix_restsOfTheNames() {
        ProviderSettings settings = ProviderSettings.of(
                Map.of("provider", "huawei", "endpoint.cbr", "c", "endpoint.bss", "b", "endpoint", "e"));

        assertThat(settings.startingWith("endpoint.")).isEqualTo(Map.of("cbr", "c", "bss", "b"));
        assertThatThrownBy(settings::refuseOthers).hasMessageContaining("knows no setting endpoint;");
    }

    @Test
    void refuseOthers_misspelledName_refusedWithTheNamesThatAreKnown() {
        ProviderSettings settings = ProviderSettings.parse("huawei://r/p?atempts=3");
        settings.integer("attempts");
        settings.text("region");
        settings.text("project");

        assertThatThrownBy(settings::refuseOthers)
                .isInstanceOf(Invalid.class)
                .hasMessage("provider huawei knows no setting atempts; it knows attempts, project, region");
    }

    @Test
    void toString_namesWithoutValues() {
        assertThat(ProviderSettings.parse("huawei://r/p?note=value"))
                .hasToString("settings provider, region, project, note");
    }

    private static ProviderSettings settings(String value) {
        return ProviderSettings.of(Map.of("provider", "p", "it", value));
    }
}
