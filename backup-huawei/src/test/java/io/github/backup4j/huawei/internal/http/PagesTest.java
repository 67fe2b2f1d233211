package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Unavailable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagesTest {
    private final List<Integer> asked = new ArrayList<>();
    private final List<Integer> limits = new ArrayList<>();

    @Test
    void byOffset_severalPages_allInOrder() {
        assertThat(pages(IntStream.range(0, 25).boxed().toList()))
                .containsExactlyElementsOf(IntStream.range(0, 25).boxed().toList());
        assertThat(asked).containsExactly(0, 10, 20);
    }

    @Test
    void byOffset_lastPageFull_endsWithAnEmptyOne() {
        assertThat(pages(IntStream.range(0, 20).boxed().toList())).hasSize(20);
        assertThat(asked).containsExactly(0, 10, 20);
    }

    @Test
    void byOffset_pageRepeatsAnElement_isLeftOut() {
        List<Integer> shifted = new ArrayList<>(IntStream.range(0, 10).boxed().toList());
        shifted.addAll(List.of(9, 10, 11));

        assertThat(pages(shifted))
                .containsExactlyElementsOf(IntStream.range(0, 12).boxed().toList());
    }

    @Test
    void byOffset_firstElementAlone_asksForOnePage() {
        assertThat(pages(IntStream.range(0, 25).boxed().toList()).findFirst()).contains(0);
        assertThat(asked).containsExactly(0);
    }

    @Test
    void byOffset_notUsed_asksForNothing() {
        Stream<Integer> unused = pages(List.of(1));

        assertThat(unused).isNotNull();
        assertThat(asked).isEmpty();
    }

    // ---- lists that are read by several calls

    /** Each call reads one page, and its stream ends with a failure. What lies before the rest of the list is read again, not given again. */
    @Test
    void readGrowing_fromAPlace_givesEachElementOnce() {
        List<Integer> all = IntStream.range(0, 3_500).boxed().toList();
        Pages.Place<Integer> place = new Pages.Place<>();
        List<Integer> given = new ArrayList<>();
        for (int call = 0; call < 3; call++) {
            assertThatThrownBy(() -> onePage(all, place).forEach(given::add)).isInstanceOf(Unavailable.class);
        }

        onePage(all, place).forEach(given::add);

        assertThat(given).containsExactlyElementsOf(all);
        assertThat(asked).containsExactly(0, 900, 1_800, 2_700);
        assertThat(place.elements()).isEqualTo(3_500);
        assertThat(place.given()).isEqualTo(3_500);
    }

    /** Elements that others created have moved the list on, and elements that others deleted have moved it back. */
    @Test
    void readGrowing_listMovesBetweenTwoCalls_leavesNoGapAndGivesNoneTwice() {
        for (int moved : List.of(-100, -1, 1, 500)) {
            List<Integer> before = IntStream.range(0, 2_000).boxed().toList();
            List<Integer> after = moved < 0
                    ? before.subList(-moved, 2_000)
                    : IntStream.range(-moved, 2_000).boxed().toList();
            Pages.Place<Integer> place = new Pages.Place<>();
            List<Integer> given = new ArrayList<>();
            assertThatThrownBy(() -> onePage(before, place).forEach(given::add)).isInstanceOf(Unavailable.class);

            new Pages(100_000)
                    .readGrowing(1_000, 1_000, (offset, limit) -> page(after, offset, limit), e -> e, place)
                    .forEach(given::add);

            assertThat(given).as("moved by " + moved).containsExactlyElementsOf(before);
        }
    }

    /** A reader that has stopped in the middle of a page goes on there, without a request. */
    @Test
    void readGrowing_placeInTheMiddleOfAPage_goesOnThere() {
        List<Integer> all = IntStream.range(0, 1_000).boxed().toList();
        Pages.Place<Integer> place = new Pages.Place<>();
        List<Integer> given = new ArrayList<>();
        Iterator<Integer> first = onePage(all, place).iterator();
        for (int i = 0; i < 10; i++) {
            given.add(first.next());
        }

        onePage(all, place).limit(990).forEach(given::add);

        assertThat(given).containsExactlyElementsOf(all);
        assertThat(asked).containsExactly(0);
    }

    /** A stream of a thousand at a time whose second page fails. */
    private Stream<Integer> onePage(List<Integer> all, Pages.Place<Integer> place) {
        boolean[] read = {false};
        return new Pages(100_000)
                .readGrowing(
                        1_000,
                        1_000,
                        (offset, limit) -> {
                            if (read[0]) {
                                throw new Unavailable("the poll is over");
                            }
                            read[0] = true;
                            asked.add(offset);
                            return page(all, offset, limit);
                        },
                        element -> element,
                        place);
    }

    private static Pages.Page<Integer> page(List<Integer> all, int offset, int limit) {
        return Pages.Page.of(all.subList(Math.min(offset, all.size()), Math.min(all.size(), offset + limit)));
    }

    // ---- services that do not end a list

    @Test
    void read_serviceIgnoresTheOffset_unavailableAfterAFewPagesAndNothingGivenTwice() {
        List<Integer> same = IntStream.range(0, 10).boxed().toList();
        List<Integer> given = new ArrayList<>();

        assertThatThrownBy(() -> endless(offset -> same).forEach(given::add))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("3 pages brought 10 elements")
                .hasMessageContaining("ignore the offset");

        assertThat(given).containsExactlyElementsOf(same);
        assertThat(asked).containsExactly(0, 10, 20);
    }

    @Test
    void read_pageKnownAsAWholeOnce_readOn() {
        Stream<Integer> list = new Pages(100)
                .read(
                        2,
                        offset -> switch (offset) {
                            case 0, 2 -> List.of(1, 2);
                            case 4 -> List.of(3, 4);
                            default -> List.<Integer>of();
                        },
                        element -> element);

        assertThat(list).containsExactly(1, 2, 3, 4);
    }

    @Test
    void read_everNewElements_unavailableAtTheLimit() {
        List<Integer> given = new ArrayList<>();

        assertThatThrownBy(() -> endless(offset ->
                                IntStream.range(offset, offset + 10).boxed().toList())
                        .forEach(given::add))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("the limit is 1000")
                .hasMessageContaining("listLimit(..)");

        assertThat(given).hasSize(1_000);
        assertThat(asked).hasSize(101);
    }

    @Test
    void read_oneNewElementAPage_endsAllTheSame() {
        AtomicInteger newest = new AtomicInteger();

        assertThatThrownBy(() -> endless(offset -> {
                            int from = newest.getAndIncrement();
                            return IntStream.range(from, from + 10).boxed().toList();
                        })
                        .forEach(element -> {}))
                .isInstanceOf(Unavailable.class);

        assertThat(asked).hasSizeLessThan(250);
    }

    @Test
    void read_asManyAsTheLimit_all() {
        List<Integer> all = IntStream.range(0, 1_000).boxed().toList();

        assertThat(endless(offset -> all.subList(Math.min(offset, 1_000), Math.min(offset + 10, 1_000))))
                .hasSize(1_000);
    }

    @Test
    void byOffset_usualLimit_endsToo() {
        Stream<Integer> list = Pages.byOffset(
                1_000, offset -> IntStream.range(offset, offset + 1_000).boxed().toList(), element -> element);

        assertThatThrownBy(() -> list.forEach(element -> {})).isInstanceOf(Unavailable.class);
    }

    // ---- pages that grow

    @Test
    void readGrowing_firstElementAlone_asksForOneSmallPage() {
        assertThat(growing(5_000, 1_000, 1).findFirst()).contains(0);

        assertThat(asked).containsExactly(0);
        assertThat(limits).containsExactly(100);
    }

    @Test
    void readGrowing_longList_smallPageThenLargeOnes() {
        assertThat(growing(2_500, 1_000, 1))
                .containsExactlyElementsOf(IntStream.range(0, 2_500).boxed().toList());

        assertThat(asked).containsExactly(0, 100, 1_100, 2_100);
        assertThat(limits).containsExactly(100, 1_000, 1_000, 1_000);
    }

    @Test
    void readGrowing_smallPageNotFull_endsWhateverTheServiceCounts() {
        assertThat(new Pages(1_000)
                        .readGrowing(
                                100,
                                1_000,
                                (offset, limit) -> {
                                    asked.add(offset);
                                    return new Pages.Page<>(List.of(1, 2), 8, 2);
                                },
                                element -> element))
                .containsExactly(1, 2);
        assertThat(asked).containsExactly(0);
    }

    @Test
    void readGrowing_serviceGivesSmallerPagesThanAsked_readToItsEndAllTheSame() {
        assertThat(growing(1_234, 300, 1))
                .containsExactlyElementsOf(IntStream.range(0, 1_234).boxed().toList());

        assertThat(asked).containsExactly(0, 100, 400, 700, 1_000);
    }

    /** Also where the first page is as large as all others, and without more requests where it is the last one. */
    @Test
    void readGrowing_firstPageIsLargeAndCut_readToItsEnd() {
        Pages pages = new Pages(10_000);
        List<Integer> all = IntStream.range(0, 1_234).boxed().toList();

        assertThat(pages.readGrowing(1_000, 1_000, (offset, limit) -> cut(all, offset, 500), element -> element))
                .containsExactlyElementsOf(all);
        assertThat(asked).containsExactly(0, 500, 1_000);

        asked.clear();
        List<Integer> few = all.subList(0, 400);
        assertThat(pages.readGrowing(1_000, 1_000, (offset, limit) -> cut(few, offset, 500), element -> element))
                .hasSize(400);
        assertThat(asked).containsExactly(0);
    }

    /** ECS counts pages and not elements, so that what follows a cut page cannot be asked for: that must not go unseen. */
    @Test
    void readGrowing_cutPageComesAgain_unavailableAndNotTheEnd() {
        List<Integer> all = IntStream.range(0, 700).boxed().toList();

        assertThatThrownBy(() -> new Pages(10_000)
                        .readGrowing(
                                1_000,
                                1_000,
                                (offset, limit) -> Pages.Page.of(all.subList(0, 500), all.size()),
                                element -> element)
                        .toList())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("not read to its end");
    }

    private Pages.Page<Integer> cut(List<Integer> all, int offset, int most) {
        asked.add(offset);
        return Pages.Page.of(all.subList(offset, Math.min(all.size(), offset + most)), all.size());
    }

    @Test
    void readGrowing_elementsOfManyParts_pagesStayBelowTheLongestAnswer() {
        assertThat(growing(1_000, 1_000, 25)).hasSize(1_000);

        // 16 MiB hold 2,048 parts of 8 KiB.
        assertThat(limits).startsWith(100, 100).allMatch(limit -> limit == 100);
        limits.clear();
        assertThat(growing(1_000, 1_000, 6)).hasSize(1_000);
        assertThat(limits).containsExactly(100, 341, 341, 341);
    }

    @Test
    void readGrowing_smallAnswersOnly_pagesAreSmallToo() {
        Pages pages = new Pages(ResponseLimits.USUAL.withAnswerBytes(1 << 20));

        assertThat(pages.largest(1_000)).isEqualTo(128);
        assertThat(pages.largest(50)).isEqualTo(50);
    }

    @Test
    void read_longList_doesNotHoldWhatItReadLongAgo() {
        List<WeakReference<Object>> identities = new ArrayList<>();
        Iterator<Integer> list = new Pages(100_000)
                .read(
                        1_000,
                        offset ->
                                IntStream.range(offset, offset + 1_000).boxed().toList(),
                        element -> {
                            Object identity = new Object();
                            identities.add(new WeakReference<>(identity));
                            return identity;
                        })
                .iterator();
        for (int i = 0; i < 40_000; i++) {
            assertThat(list.next()).isEqualTo(i);
        }
        System.gc();

        assertThat(identities).hasSize(40_000);
        assertThat(identities.stream().filter(identity -> identity.get() != null))
                .hasSizeLessThanOrEqualTo(Pages.REMEMBERED);
        assertThat(list.hasNext()).isTrue();
    }

    /** A list of a service that gives no larger pages than it does, and counts all that there are. */
    private Stream<Integer> growing(int all, int largest, int parts) {
        asked.clear();
        return new Pages(100_000)
                .readGrowing(
                        100,
                        1_000,
                        (offset, limit) -> {
                            asked.add(offset);
                            limits.add(limit);
                            List<Integer> page = IntStream.range(
                                            Math.min(offset, all), Math.min(all, offset + Math.min(limit, largest)))
                                    .boxed()
                                    .toList();
                            return new Pages.Page<>(page, all, page.size() * parts);
                        },
                        element -> element);
    }

    private Stream<Integer> endless(IntFunction<List<Integer>> page) {
        return new Pages(1_000)
                .read(
                        10,
                        offset -> {
                            asked.add(offset);
                            return page.apply(offset);
                        },
                        element -> element);
    }

    private Stream<Integer> pages(List<Integer> all) {
        return Pages.byOffset(
                10,
                offset -> {
                    asked.add(offset);
                    return all.subList(Math.min(offset, all.size()), Math.min(offset + 10, all.size()));
                },
                element -> element);
    }
}
