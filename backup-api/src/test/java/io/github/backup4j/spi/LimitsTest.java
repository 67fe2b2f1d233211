package io.github.backup4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.Retention;
import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Limits ALL = Limits.none()
            .withNames(64)
            .withDescriptions(255, 85)
            .withImages(128, 1024)
            .withTags(new Limits.Tags(10, 5, 36, 43))
            .withVaults(256, DataSize.gib(10), DataSize.gib(100))
            .withPolicies(50)
            .withWeeksStartingOn(DayOfWeek.SUNDAY)
            .withTerms(9, 5)
            .withSnapshots(7, Set.of("own_", "auto_"))
            .withExportFormats(Image.Format.VHD, Image.Format.of("raw"))
            .withOffers(new Limits.Offers(10, 11, 128))
            .withRunsAtOnce(20);

    @Test
    void with_each_setsThatAndNothingElse() {
        assertThat(ALL.lengths()).isEqualTo(new Limits.Lengths(64, 255, 85, 128, 1024));
        assertThat(List.of(
                        ALL.nameLength(),
                        ALL.descriptionLength(),
                        ALL.diskDescriptionLength(),
                        ALL.imageNameLength(),
                        ALL.imageDescriptionLength()))
                .containsExactly(64, 255, 85, 128, 1024);
        assertThat(ALL.tags()).isEqualTo(new Limits.Tags(10, 5, 36, 43));
        assertThat(ALL.vaults()).isEqualTo(new Limits.Vaults(256, DataSize.gib(10), DataSize.gib(100)));
        assertThat(ALL.incrementalsBetweenFulls()).isEqualTo(50);
        assertThat(ALL.terms()).isEqualTo(new Limits.Terms(9, 5));
        assertThat(ALL.snapshots().ofOneDisk()).isEqualTo(7);
        assertThat(ALL.snapshots().reservedPrefixes()).containsExactly("auto_", "own_");
        assertThat(ALL.exportFormats()).containsExactly(Image.Format.VHD, Image.Format.of("raw"));
        assertThat(ALL.offers()).isEqualTo(new Limits.Offers(10, 11, 128));
        assertThat(ALL.runsAtOnce()).isEqualTo(20);
        assertThat(ALL.weekStart()).isEqualTo(DayOfWeek.SUNDAY);
        assertThat(ALL.withNames(5).withNames(64)).isEqualTo(ALL);
    }

    @Test
    void none_andOneLimit_othersStayUnlimited() {
        Limits one = Limits.none().withTerms(3, 1);

        assertThat(one.nameLength()).isEqualTo(Integer.MAX_VALUE);
        assertThat(one.withTerms(Integer.MAX_VALUE, Integer.MAX_VALUE)).isEqualTo(Limits.none());
        assertThat(one.exportFormats()).isEmpty();
        assertThat(one.weekStart()).isNull();
        assertThat(one.runsAtOnce()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void sets_changed_refused() {
        assertThatThrownBy(() -> ALL.exportFormats().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ALL.snapshots().reservedPrefixes().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void limit_thatNothingIsWithin_refusedWithTheValue() {
        refused("name is 0", () -> ALL.withNames(0));
        refused("description is -1", () -> ALL.withDescriptions(-1, 85));
        refused("diskDescription is -2", () -> ALL.withDescriptions(255, -2));
        refused("imageName is 0", () -> ALL.withImages(0, 1024));
        refused("imageDescription is -1", () -> ALL.withImages(128, -1));
        refused("count is -1", () -> new Limits.Tags(-1, 5, 36, 43));
        refused("autoBind is -1", () -> new Limits.Tags(10, -1, 36, 43));
        refused("keyLength is 0", () -> new Limits.Tags(10, 5, 0, 43));
        refused("valueLength is -1", () -> new Limits.Tags(10, 5, 36, -1));
        refused("members is 0", () -> ALL.withVaults(0, DataSize.gib(1), DataSize.gib(2)));
        refused("smallest is 2 GiB", () -> ALL.withVaults(1, DataSize.gib(2), DataSize.gib(1)));
        refused("incrementalsBetweenFulls is -1", () -> ALL.withPolicies(-1));
        refused("months is 0", () -> ALL.withTerms(0, 5));
        refused("years is 0", () -> ALL.withTerms(9, 0));
        refused("runsAtOnce is 0", () -> ALL.withRunsAtOnce(0));
        refused("ofOneDisk is 0", () -> ALL.withSnapshots(0, Set.of()));
        refused("reservedPrefixes", () -> ALL.withSnapshots(7, Set.of("")));
        refused("restorePoint is -1", () -> new Limits.Offers(-1, 10, 128));
        refused("wholeServerImage is -1", () -> new Limits.Offers(10, -1, 128));
        refused("image is -1", () -> new Limits.Offers(10, 10, -1));
    }

    private static void refused(String words, ThrowingCallable limits) {
        assertThatThrownBy(limits).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(words);
    }

    @Test
    void requiredWeekStart_eachRetention_isTheDayIfItsWeeksBeginOnAnother() {
        Limits monday = Limits.none().withWeeksStartingOn(DayOfWeek.MONDAY);
        Retention.Latest weekly = Retention.latest(1).plusWeekly(4, ZoneOffset.UTC);
        Retention sundays = weekly.weeksStartingOn(DayOfWeek.SUNDAY);

        assertThat(monday.requiredWeekStart(sundays)).contains(DayOfWeek.MONDAY);
        assertThat(monday.requiredWeekStart(weekly)).isEmpty();
        assertThat(monday.requiredWeekStart(Retention.latest(1).weeksStartingOn(DayOfWeek.SUNDAY)))
                .as("without weeks")
                .isEmpty();
        assertThat(monday.requiredWeekStart(Retention.days(30))).isEmpty();
        assertThat(Limits.none().requiredWeekStart(sundays)).as("any day").isEmpty();
    }
}
