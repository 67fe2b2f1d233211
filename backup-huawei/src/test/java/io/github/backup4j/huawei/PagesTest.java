package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagesTest {
    private final List<Integer> asked = new ArrayList<>();

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
