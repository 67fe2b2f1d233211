package io.github.backup4j.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.plan.Selector.Judgement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorTest {
    private static final Resource DISK = Resource.disk("d-1");
    private static final Resource SERVER = Resource.server("s-1");
    private static final ProtectableResource ORDERS = resource(DISK, "orders", Map.of("app", "shop"));
    private static final ProtectableResource FRONT = resource(SERVER, "front", Map.of("app", "web"));

    @Test
    void tagged_sameValue_takes() {
        assertThat(Selector.tagged("app", "shop").judge(ORDERS)).isEqualTo(new Judgement(true, "tag app=shop"));
    }

    @Test
    void tagged_otherValueOrNoTag_leavesAndSaysWhich() {
        assertThat(Selector.tagged("app", "shop").judge(FRONT))
                .isEqualTo(new Judgement(false, "tag app is web, not shop"));
        assertThat(Selector.tagged("team", "a").judge(FRONT)).isEqualTo(new Judgement(false, "no tag team"));
    }

    @Test
    void kinds_ofTheKind_takes() {
        assertThat(Selector.kinds(Resource.Kind.DISK).judge(ORDERS)).isEqualTo(new Judgement(true, "a disk"));
        assertThat(Selector.kinds(Resource.Kind.DISK).judge(FRONT))
                .isEqualTo(new Judgement(false, "a server, not a disk"));
    }

    @Test
    void named_exactNameOnly_takes() {
        assertThat(Selector.named("orders", "b").judge(ORDERS)).isEqualTo(new Judgement(true, "name orders"));
        assertThat(Selector.named("order", "b").judge(ORDERS))
                .isEqualTo(new Judgement(false, "name is orders, not b or order"));
    }

    @Test
    void resources_byId_takes() {
        assertThat(Selector.resources(DISK).takes(ORDERS)).isTrue();
        assertThat(Selector.resources(DISK).judge(FRONT)).isEqualTo(new Judgement(false, "not named by its id"));
    }

    @Test
    void and_bothMustTake_reasonOfTheFirstThatLeaves() {
        Selector both = Selector.tagged("app", "shop").and(Selector.kinds(Resource.Kind.DISK));
        assertThat(both.judge(ORDERS)).isEqualTo(new Judgement(true, "tag app=shop, a disk"));
        assertThat(both.judge(FRONT)).isEqualTo(new Judgement(false, "tag app is web, not shop"));
    }

    @Test
    void or_eitherTakes_allReasonsWhenLeft() {
        Selector either = Selector.named("orders").or(Selector.tagged("app", "cms"));
        assertThat(either.judge(ORDERS)).isEqualTo(new Judgement(true, "name orders"));
        assertThat(either.judge(FRONT))
                .isEqualTo(new Judgement(false, "name is front, not orders, tag app is web, not cms"));
    }

    @Test
    void not_takesWhatIsLeft() {
        Selector but = Selector.everything().and(Selector.named("orders").not());
        assertThat(but.judge(ORDERS)).isEqualTo(new Judgement(false, "left out by name orders"));
        assertThat(but.takes(FRONT)).isTrue();
        assertThat(Selector.tagged("app", "shop").not().takes(resource(DISK, "bare", Map.of())))
                .as("what has no tags at all has not this one either")
                .isTrue();
    }

    @Test
    void mentioned_unionWithoutWhatIsLeftOut() {
        Selector selector = Selector.resources(DISK)
                .or(Selector.resources(SERVER))
                .and(Selector.resources(Resource.disk("d-9")).not());
        assertThat(selector.mentioned()).containsExactlyInAnyOrder(DISK, SERVER);
    }

    @Test
    void toString_saysTheCondition() {
        assertThat(Selector.tagged("app", "shop")
                        .and(Selector.kinds(Resource.Kind.SERVER, Resource.Kind.DISK))
                        .or(Selector.resources(DISK))
                        .and(Selector.named("scratch").not()))
                .hasToString("(((tag app=shop and a disk or a server) or disk d-1) and not name scratch)");
    }

    @Test
    void factories_nothingNamed_refused() {
        assertThatThrownBy(Selector::kinds).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> Selector.kinds(Resource.Kind.UNRECOGNIZED)).isInstanceOf(Invalid.class);
        assertThatThrownBy(Selector::named).isInstanceOf(Invalid.class);
        assertThatThrownBy(Selector::resources).isInstanceOf(Invalid.class);
        assertThatThrownBy(() -> Selector.tagged(" ", "x")).isInstanceOf(Invalid.class);
    }

    private static ProtectableResource resource(Resource id, String name, Map<String, String> tags) {
        return new ProtectableResource(
                id,
                name,
                DataSize.gib(10),
                Reported.of(ProtectableResource.Status.AVAILABLE),
                null,
                false,
                List.of(),
                List.of(),
                tags,
                new ProtectableResource.Protection(null, null, List.of()));
    }
}
