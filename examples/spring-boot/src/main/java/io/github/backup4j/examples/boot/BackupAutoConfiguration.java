package io.github.backup4j.examples.boot;

import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * The backup and what watches it, as beans, if {@code backup4j.cloud} is set.
 *
 * <p>An application that needs more of the builder of a provider, such as a proxy, declares a {@link CloudBackup} bean of its own,
 * which is taken instead; {@link BackupListener} beans are called in either case.
 */
@AutoConfiguration(after = {CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class})
@ConditionalOnProperty("backup4j.cloud")
@EnableConfigurationProperties(BackupProperties.class)
public class BackupAutoConfiguration {
    /** Opens the cloud that {@code backup4j.cloud} names; closed with the application. */
    @Bean
    @ConditionalOnMissingBean
    CloudBackup cloudBackup(BackupProperties properties) {
        return CloudBackup.open(properties.cloud());
    }

    @Bean
    ObservedBackup observedBackup(CloudBackup backup, ObjectProvider<BackupListener> listeners) {
        CloudBackup observed = backup;
        for (BackupListener listener : listeners.orderedStream().toList()) {
            observed = observed.listening(listener);
        }
        return new ObservedBackup(observed);
    }

    @Bean
    @ConditionalOnBean({MeterRegistry.class, ObservationRegistry.class})
    MeteredBackups meteredBackups(MeterRegistry meters, ObservationRegistry observations) {
        return new MeteredBackups(meters, observations);
    }

    @Bean
    Protections protections(BackupProperties properties) {
        return Protections.of(properties.protections());
    }

    @Bean
    ProtectionReconciler protectionReconciler(
            ObservedBackup backup, Protections protections, BackupProperties properties) {
        return new ProtectionReconciler(backup.get(), protections, properties.reconcile());
    }

    @Bean
    PostureRefresh postureRefresh(
            ObservedBackup backup, BackupProperties properties, ObjectProvider<MeterRegistry> meters) {
        PostureRefresh refresh = new PostureRefresh(backup.get(), properties.posture());
        List<MeterRegistry> registries = meters.orderedStream().limit(1).toList();
        registries.forEach(refresh::bindTo);
        return refresh;
    }

    @Bean
    @ConditionalOnEnabledHealthIndicator("backup")
    BackupHealthIndicator backupHealthIndicator(PostureRefresh refresh) {
        return new BackupHealthIndicator(refresh);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    BackupEndpoint backupEndpoint(PostureRefresh refresh, ProtectionReconciler reconciler) {
        return new BackupEndpoint(refresh, reconciler);
    }
}
