package io.github.backup4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.internal.TextPage.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextPageTest {
    private static final List<Column> COLUMNS = List.of(
            Column.of("VAULT"),
            new Column("AT MOST", 2),
            new Column("ON", 2),
            Column.of("AT THE END"),
            new Column("OF", 1));

    private static final List<List<String>> ROWS = List.of(
            List.of("disks", "100 GiB", "2026-03-30", "99.1 GiB", "100 GiB"),
            List.of("servers", "-", "-", "92.2 GiB", "480 GiB (enlarged)"));

    @Test
    void table_pageWithoutEdge_isOneLineForEachRow() {
        assertThat(table(TextPage.UNLIMITED, ROWS)).isEqualTo("""
            VAULT    AT MOST  ON          AT THE END  OF
            disks    100 GiB  2026-03-30  99.1 GiB    100 GiB
            servers  -        -           92.2 GiB    480 GiB (enlarged)
            """);
    }

    @Test
    void table_tooWide_firstBreaksItsTitles() {
        assertThat(table(59, ROWS)).isEqualTo("""
            VAULT    AT MOST  ON          AT THE    OF
                                          END
            disks    100 GiB  2026-03-30  99.1 GiB  100 GiB
            servers  -        -           92.2 GiB  480 GiB (enlarged)
            """);
    }

    @Test
    void table_stillTooWide_hasTheColumnsOfTheHighestRankBelow() {
        assertThat(table(50, ROWS)).isEqualTo("""
            VAULT    AT MOST  AT THE    OF
                              END
            disks    100 GiB  99.1 GiB  100 GiB
                on: 2026-03-30
            servers  -        92.2 GiB  480 GiB (enlarged)
            """);
        assertThat(table(40, ROWS)).isEqualTo("""
            VAULT    AT THE    OF
                     END
            disks    99.1 GiB  100 GiB
                at most: 100 GiB  on: 2026-03-30
            servers  92.2 GiB  480 GiB (enlarged)
            """);
    }

    @Test
    void table_titleOfThreeWords_hasTwoLinesAtMost() {
        TextPage page = new TextPage(40);
        page.table(
                List.of(Column.of("AT THE END"), Column.of("FAILED BACKUPS"), Column.of("A LONG WAY FROM HOME")),
                List.of(List.of("4", "5", "6")));

        assertThat(page).hasToString("""
            AT THE  FAILED   A LONG WAY
            END     BACKUPS  FROM HOME
            4       5        6
            """);
    }

    @Test
    void table_longCellOfAFirstColumn_movesItsOwnRow() {
        String id = "0605767b-5780-4762-bc5c-0118072a5641-and-more";

        assertThat(table(60, List.of(ROWS.get(0), List.of(id, "1 GiB", "-", "1 GiB", "9 GiB"))))
                .isEqualTo("""
            VAULT                     AT MOST  AT THE    OF
                                               END
            disks                     100 GiB  99.1 GiB  100 GiB
                on: 2026-03-30
            0605767b-5780-4762-bc5c-0118072a5641-and-more
                                      1 GiB    1 GiB     9 GiB
            """);
    }

    @Test
    void line_tooLong_isBrokenBetweenWordsAndNoWordIs() {
        TextPage page = new TextPage(40);
        page.line(
                "  the backup of orders goes on, by operation backup4j-1/huawei/eu-west-101/aaaaaaaaaaaaaaaa, it says",
                4);

        assertThat(page).hasToString("""
              the backup of orders goes on, by
                operation
                backup4j-1/huawei/eu-west-101/aaaaaaaaaaaaaaaa,
                it says
            """);
    }

    private static String table(int columns, List<List<String>> rows) {
        TextPage page = new TextPage(columns);
        page.table(COLUMNS, rows);
        return page.toString();
    }
}
