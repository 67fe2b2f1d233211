package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.examples.boot.BackupProperties.Reconcile;
import io.github.backup4j.plan.Protection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ByteArrayResource;

/** The properties that the README shows. */
class ReadmeTest {
    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

    @Test
    void yaml_ofTheReadme_isReadWholeAndMeansWhatItSays() throws IOException {
        Matcher yaml = YAML.matcher(Files.readString(Path.of("README.md")));
        assertThat(yaml.find()).isTrue();
        ByteArrayResource shown = new ByteArrayResource(yaml.group(1).getBytes(StandardCharsets.UTF_8));

        BackupProperties read = new Binder(
                        ConfigurationPropertySources.from(new YamlPropertySourceLoader().load("README", shown)))
                .bind(
                        "backup4j",
                        Bindable.of(BackupProperties.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
                .get();

        assertThat(read.reconcile()).isEqualTo(Reconcile.PLAN);
        assertThat(read.posture())
                .isEqualTo(new BackupProperties.Posture(Duration.ofHours(1), Duration.ofHours(26), null, 85));
        assertThat(Protections.of(read.protections()).all())
                .extracting(Protection::name)
                .containsExactly("shop");
        Map<String, BackupProperties.Protection> all = read.protections();
        BackupProperties.Protection shop = Objects.requireNonNull(all.get("shop"), "shop");
        assertThat(Retention.parse(shop.keeping()))
                .isEqualTo(Retention.latest(7).plusWeekly(4, ZoneOffset.UTC).plusMonthly(12, ZoneOffset.UTC));
        assertThat(Schedule.parse(shop.every())).isEqualTo(Schedule.dailyAt("02:00"));
        try (CloudBackup backup = CloudBackup.open(Objects.requireNonNull(read.cloud(), "cloud"))) {
            assertThat(backup.site()).isEqualTo(new Site("eu-west-101", "0605767b5780d5762fc5c0118072a564"));
        }
    }
}
