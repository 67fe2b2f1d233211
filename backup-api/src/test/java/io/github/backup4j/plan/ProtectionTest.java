package io.github.backup4j.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectionTest {
    private static final Protection SHOP = Protection.of("shop")
            .of(Selector.tagged("app", "shop"))
            .every(Schedule.dailyAt("02:00"))
            .keeping(Retention.latest(7))
            .inVaults(Sizing.ofMembers(2.0).autoExpanding());

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-a", "a b", "a.b", "ä", "12345678901234567890123456789012345678901"})
    void named_whatNoTagTakes_refused(String name) {
        assertThatThrownBy(() -> Protection.of(name))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(name);
    }

    @Test
    void setting_twiceDifferently_refused_andTwiceTheSameNot() {
        assertThat(SHOP.keeping(Retention.latest(7))).isEqualTo(SHOP);
        assertThatThrownBy(() -> SHOP.keeping(Retention.latest(8))).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> SHOP.of(Selector.everything())).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> SHOP.every(Schedule.dailyAt("03:00"))).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> SHOP.inVaults(Sizing.ofMembers(3))).isInstanceOf(Invalid.class);
        Protection copied = SHOP.copiedTo(new Site("r", "p"), new VaultId("v"));
        assertThatThrownBy(() -> copied.copiedTo(new Site("r", "q"), new VaultId("v")))
                .isInstanceOf(Invalid.class);
        Protection without = SHOP.withoutDisks(Selector.named("a"));
        assertThatThrownBy(() -> without.withoutDisks(Selector.named("b"))).isInstanceOf(Invalid.class);
    }

    @Test
    void every_opaque_refused() {
        assertThatThrownBy(() -> Protection.of("shop").every(new Schedule.Opaque(List.of("odd"))))
                .isInstanceOf(Invalid.class);
    }

    @Test
    void toString_saysAll() {
        assertThat(SHOP)
                .hasToString(
                        "shop: tag app=shop, every day at 02:00 UTC, keeping the 7 newest, in vaults of 2.0 times the"
                                + " size of their members, expanding by themselves");
    }

    @Test
    void sizing_roundsUpToWholeGib() {
        assertThat(Sizing.ofMembers(1.5).capacityFor(DataSize.gib(3))).isEqualTo(DataSize.gib(5));
        assertThat(Sizing.ofMembers(2).capacityFor(DataSize.ZERO)).isEqualTo(DataSize.gib(1));
        assertThat(Sizing.fixed(DataSize.gib(7)).capacityFor(DataSize.gib(100))).isEqualTo(DataSize.gib(7));
    }

    @Test
    void sizing_outOfRange_refused() {
        assertThatThrownBy(() -> Sizing.ofMembers(0)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> Sizing.ofMembers(Double.NaN)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> Sizing.ofMembers(1001)).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> Sizing.fixed(DataSize.ZERO)).isInstanceOf(Invalid.class);
    }
}
