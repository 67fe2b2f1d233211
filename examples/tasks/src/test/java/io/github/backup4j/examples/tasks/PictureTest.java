package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Policy;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The picture of README, docs/nights.svg, is drawn from a run: the nights, what is kept of them, a loss and a restore. */
class PictureTest {
    private static final Path PICTURE = Path.of("../../docs/nights.svg");
    private static final int DAYS = 45;
    private static final int LEFT = 88;
    private static final int STEP = 13;

    /** After a change, {@code -Dpicture.write=true} writes the picture anew. */
    @Test
    void picture_readme_showsWhatHappens() throws IOException {
        String drawn = picture();
        if (Boolean.getBoolean("picture.write")) {
            Files.writeString(PICTURE, drawn);
        }
        assertThat(Files.readString(PICTURE)).isEqualTo(drawn);
    }

    private static String picture() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        new NightlyProtection(backup).protect(disk);
        Instant begin = cloud.time().now();
        cloud.write(disk, "orders");
        cloud.time().advance(Duration.ofDays(DAYS));

        Policy nightly = backup.policies().list().findFirst().orElseThrow();
        List<Instant> nights = nightly.schedule()
                .runs(begin, begin)
                .takeWhile(run -> run.isBefore(cloud.time().now()))
                .toList();
        List<Instant> kept = backup.restorePoints()
                .list(RestorePointFilter.of(disk))
                .map(RestorePoint::createdAt)
                .toList();
        cloud.write(disk, "garbage");
        boolean lost = !cloud.readText(disk).equals("orders");
        RestorePoint newest = backup.restorePoints().newest(disk).orElseThrow();
        backup.restorePoints().restore(newest.id(), InPlace.over(disk)).await(Duration.ofHours(6));
        boolean restored = cloud.readText(disk).equals("orders");
        assertThat(lost && restored).as(cloud.describe()).isTrue();
        return drawn(begin, nights, kept, newest.createdAt());
    }

    private static String drawn(Instant begin, List<Instant> nights, List<Instant> kept, Instant newest) {
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 178" role="img" aria-labelledby="t">
                <title id="t">%d nights: %d restore points are kept, %d have expired; lost data is restored from the newest</title>
                <style>
                  text { font: 13px system-ui, sans-serif; fill: #24292f }
                  .small { font-size: 11px; fill: #57606a }
                  .kept { fill: #1a7f37 }
                  .gone { fill: none; stroke: #8c959f; stroke-width: 1.5 }
                  .data { stroke: #1a7f37; stroke-width: 6 }
                  .lost { stroke: #cf222e; stroke-width: 6 }
                  .arrow { fill: none; stroke: #0969da; stroke-width: 1.5 }
                  .head { fill: #0969da }
                  .axis { stroke: #d0d7de }
                  @media (prefers-color-scheme: dark) {
                    text { fill: #e6edf3 }
                    .small { fill: #9198a1 }
                    .kept { fill: #3fb950 }
                    .gone { stroke: #656c76 }
                    .data { stroke: #3fb950 }
                    .lost { stroke: #f85149 }
                    .arrow { stroke: #4493f8 }
                    .head { fill: #4493f8 }
                    .axis { stroke: #3d444d }
                  }
                </style>
                """.formatted(nights.size(), kept.size(), nights.size() - kept.size()));
        int now = LEFT + STEP * DAYS;
        text(svg, 0, 55, "", "backups");
        text(svg, 0, 115, "", "the disk");
        for (int day = 0; day <= DAYS; day += 5) {
            int x = LEFT + STEP * day;
            svg.append("<line class=\"axis\" x1=\"%d\" y1=\"64\" x2=\"%d\" y2=\"70\"/>%n".formatted(x, x));
            text(svg, x - 4, 84, "small", day == 0 ? "day 0" : String.valueOf(day));
        }
        for (Instant night : nights) {
            double x = x(begin, night);
            svg.append(kept.contains(night) ? circle("kept", x, 4.5) : circle("gone", x, 3.75));
        }
        text(svg, LEFT, 28, "small", nights.size() - kept.size() + " expired, as the retention says");
        text(svg, LEFT + STEP * (DAYS - kept.size()), 28, "small", kept.size() + " kept, each can be restored");
        line(svg, "data", LEFT, now, 111);
        line(svg, "lost", now, now + 22, 111);
        line(svg, "data", now + 22, now + 84, 111);
        text(svg, now - 8, 140, "small", "lost");
        text(svg, now + 32, 140, "small", "restored");
        double from = x(begin, newest);
        svg.append("<path class=\"arrow\" d=\"M%s 50 H%d V98\"/>%n".formatted(number(from + 7), now + 22));
        svg.append("<path class=\"head\" d=\"M%d 105 l-4 -8 h8 z\"/>%n".formatted(now + 22));
        text(svg, LEFT, 168, "small", "drawn by a test that runs on the in-memory cloud");
        return svg.append("</svg>\n").toString().replace(System.lineSeparator(), "\n");
    }

    private static double x(Instant begin, Instant instant) {
        return LEFT + STEP * (Duration.between(begin, instant).toMinutes() / (24.0 * 60));
    }

    private static String circle(String style, double x, double radius) {
        return "<circle class=\"%s\" cx=\"%s\" cy=\"50\" r=\"%s\"/>%n".formatted(style, number(x), radius);
    }

    private static void line(StringBuilder svg, String style, int from, int to, int y) {
        svg.append("<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n".formatted(style, from, y, to, y));
    }

    private static void text(StringBuilder svg, int x, int y, String style, String words) {
        svg.append("<text%s x=\"%d\" y=\"%d\">%s</text>%n"
                .formatted(style.isEmpty() ? "" : " class=\"" + style + "\"", x, y, words));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
