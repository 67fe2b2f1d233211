package io.github.backup4j.testkit;

import io.github.backup4j.Site;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.BackupProvider;
import io.github.backup4j.spi.ProviderSettings;
import java.util.Optional;

/**
 * The provider of the name {@code memory}, for {@link io.github.backup4j.CloudBackup#open(String)}: each {@code memory:} is a new
 * and empty cloud; {@code memory:shop} is {@link InMemoryCloud#named InMemoryCloud.named("shop")}, the same for all in this JVM
 * who open it. {@code memory:shop?region=region-2&project=project-9} is {@code InMemoryCloud.named("shop").at(site)}: the same cloud as
 * seen from another region and project.
 *
 * <p>Settings: {@code name}, {@code region} and {@code project}. By default, the region and project are those of the named cloud,
 * and {@code region-1} and {@code project-1} for a cloud without a name.
 */
public final class InMemoryProvider implements BackupProvider {
    /** Creates it; {@link java.util.ServiceLoader} does. */
    public InMemoryProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public BackupDriver open(ProviderSettings settings) {
        String name = settings.text("name").orElse("");
        Optional<String> region = settings.text("region");
        Optional<String> project = settings.text("project");
        settings.refuseOthers();
        // Nobody else can open a cloud without a name, so it is made where it is opened, and has this region alone.
        return name.isEmpty()
                ? InMemoryCloud.builder()
                        .site(site(region, project, InMemoryCloud.DEFAULT_SITE))
                        .build()
                        .openDriver()
                : of(InMemoryCloud.named(name), region, project);
    }

    private static BackupDriver of(InMemoryCloud cloud, Optional<String> region, Optional<String> project) {
        return cloud.at(site(region, project, cloud.site())).openDriver();
    }

    private static Site site(Optional<String> region, Optional<String> project, Site otherwise) {
        return new Site(region.orElse(otherwise.region()), project.orElse(otherwise.project()));
    }
}
