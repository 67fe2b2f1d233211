package io.github.backup4j.huawei.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Invalid;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Timestamps;
import io.github.backup4j.huawei.internal.images.PackedSpec;
import io.github.backup4j.huawei.internal.policies.SchedulePatterns;
import io.github.backup4j.huawei.internal.work.KeptFailure;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.WireData;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Timestamps, fields, schedule patterns and tokens in all the forms in which they come. */
class LenientReadingTest {
    private static final Site HERE = new Site("region-1", "project-1");

    @ParameterizedTest
    @CsvSource({
        "2019-05-23T12:51:10.071+00:00, 2019-05-23T12:51:10.071Z",
        "2020-08-18T06:00:45.375070,    2020-08-18T06:00:45.375070Z",
        "2013-02-25t04:13:17.000000,    2013-02-25T04:13:17Z",
        "2016-03-08T07:40:13.219Z,      2016-03-08T07:40:13.219Z",
        "2016-03-08T07:40:13.219000001, 2016-03-08T07:40:13.219000001Z",
        "2016-03-08T07:40:13Z,          2016-03-08T07:40:13Z",
        "2016-03-08T07:40:13,           2016-03-08T07:40:13Z",
        "2016-03-07T24:00:00,           2016-03-08T00:00:00Z",
        "2020-08-18 06:00:45,           2020-08-18T06:00:45Z",
        "2019-05-23T14:51:10+0200,      2019-05-23T12:51:10Z",
        "2019-05-23,                    2019-05-23T00:00:00Z",
        "1558616670,                    2019-05-23T13:04:30Z",
        "1558616670071,                 2019-05-23T13:04:30.071Z"
    })
    void timestamp_anyKnownForm_theInstant(String text, Instant instant) {
        assertThat(Timestamps.parse(text)).isEqualTo(instant);
    }

    /** The patterns look at a text over and over. */
    @Test
    void timestamp_veryLong_nullWithoutLookingAtIt() {
        assertThat(Timestamps.parse("2019-05-23T12:51:10" + "0T0".repeat(2_000_000)))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2019-13-45T00:00:00",
                "25",
                "",
                "+999999999-12-31T23:59:59Z",
                "+10000-01-01T00:00:00",
                "+10000-01-01",
                "-0001-01-01T00:00:00Z"
            })
    void timestamp_unknownForm_null(String text) {
        assertThat(Timestamps.parse(text)).isNull();
    }

    @Test
    void fields_stringsNumbersNullsAndNothing_read() {
        var node = WireData.parse("{\"text\":0,\"number\":\"40\",\"flag\":\"True\",\"nothing\":null,\"object\":{}}");

        assertThat(JsonFields.text(node, "text")).isEqualTo("0");
        assertThat(JsonFields.integer(node, "number", -1)).isEqualTo(40);
        assertThat(JsonFields.flag(node, "flag")).isTrue();
        assertThat(JsonFields.textOrNull(node, "nothing")).isNull();
        assertThat(JsonFields.integer(node, "object", 7)).isEqualTo(7);
        assertThat(JsonFields.listOrNone(node, "missing", "it")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"key\":\"team\",\"value\":\"shop\"},{\"key\":\"a.b\",\"value\":\"c\"}]",
                "{\"team\":\"shop\",\"a.b\":\"c\"}",
                "[\"team=shop\",\"a.b=c\"]"
            })
    void tags_anyForm_read(String tags) {
        assertThat(JsonFields.tags(WireData.parse(tags))).isEqualTo(Map.of("team", "shop", "a.b", "c"));
    }

    @Test
    void tags_withDots_splitAtTheFirst() {
        assertThat(JsonFields.tags(WireData.parse("[\"team.shop\",\"alone\"]")))
                .isEqualTo(Map.of("team", "shop", "alone", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00",
                "FREQ=DAILY;INTERVAL=5;BYHOUR=23;BYMINUTE=30",
                "FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=14;BYMINUTE=00"
            })
    void pattern_readAndWritten_theSame(String pattern) {
        assertThat(SchedulePatterns.write(SchedulePatterns.read(List.of(pattern))))
                .containsExactly(pattern);
    }

    @Test
    void pattern_ofMoreTimesThanThereAre_keptAsItIsWithoutCountingThem() {
        String pattern =
                "FREQ=DAILY;INTERVAL=1;BYHOUR=" + "1,".repeat(16_000) + "1;BYMINUTE=" + "0,".repeat(16_000) + "0";

        assertThat(SchedulePatterns.read(List.of(pattern))).isEqualTo(new Schedule.Opaque(List.of(pattern)));
        List<String> many = Collections.nCopies(10_000, "FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=00");
        assertThat(SchedulePatterns.read(many)).isEqualTo(new Schedule.Opaque(many));
    }

    @Test
    void patterns_ofSeveralTimes_oneSchedule() {
        List<String> patterns =
                List.of("FREQ=WEEKLY;BYDAY=MO;BYHOUR=6;BYMINUTE=00", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=18;BYMINUTE=00");

        assertThat(SchedulePatterns.read(patterns))
                .isEqualTo(Schedule.weekly(DayOfWeek.MONDAY).at("06:00", "18:00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=HOURLY;INTERVAL=1",
                "FREQ=DAILY;INTERVAL=99;BYHOUR=1",
                "FREQ=WEEKLY;BYDAY=XX;BYHOUR=1",
                "FREQ=WEEKLY;BYDAY=;BYHOUR=1",
                "FREQ=WEEKLY;BYDAY=,;BYHOUR=1",
                "FREQ=DAILY;BYHOUR=25",
                "FREQ=DAILY;BYHOUR=1;BYMINUTE=0,30",
                "FREQ=DAILY",
                "nonsense",
                ""
            })
    void pattern_notUnderstood_keptAsItIs(String pattern) {
        assertThat(SchedulePatterns.read(List.of(pattern))).isEqualTo(new Schedule.Opaque(List.of(pattern)));
    }

    @Test
    void token_writtenAndRead_theSame() {
        Token token = Token.of("vault-order").with("order", "CS1").at(2);

        assertThat(Token.read(token.write(HERE), HERE)).isEqualTo(token);
        assertThat(token.write(HERE)).matches("[\\x21-\\x7e]{1,1024}");
    }

    @Test
    void token_ofWorkThatFailedForALongReasonInChinese_isNotTooLong() {
        Token token = Token.of("restore").with("plan", "x".repeat(PackedSpec.IN_TOKEN));

        Token failed = KeptFailure.keep(token, "\u4e91\u786c\u76d8".repeat(100), "EVS.2024");

        assertThat(failed.write(HERE)).hasSizeLessThanOrEqualTo(1024);
        assertThat(failed.get("fail")).startsWith("\u4e91\u786c\u76d8").endsWith("...");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "backup4j-2/huawei/region-1/project-1/e30",
                "backup4j-1/memory/region-1/project-1/e30",
                "backup4j-1/huawei/region-2/project-1/e30",
                "backup4j-1/huawei/region-1/project-1/e30",
                "backup4j-1/huawei/region-1/project-1/!!!",
                "backup4j-1/huawei/region-1/project-1/"
            })
    void token_thatIsNone_invalid(String text) {
        assertThatThrownBy(() -> Token.read(text, HERE)).isInstanceOf(Invalid.class);
    }
}
