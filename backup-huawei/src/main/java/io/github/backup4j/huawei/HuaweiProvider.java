package io.github.backup4j.huawei;

import com.huaweicloud.sdk.core.auth.CredentialProviderChain;
import com.huaweicloud.sdk.core.auth.EnvCredentialProvider;
import com.huaweicloud.sdk.core.auth.ICredentialProvider;
import com.huaweicloud.sdk.core.auth.MetadataCredentialProvider;
import com.huaweicloud.sdk.core.auth.PodIdentityCredentialProvider;
import com.huaweicloud.sdk.core.auth.ProfileCredentialProvider;
import io.github.backup4j.BackupException;
import io.github.backup4j.Invalid;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.BackupProvider;
import io.github.backup4j.spi.ProviderSettings;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The provider of the name {@code huawei}, for {@link io.github.backup4j.CloudBackup#open(String)}.
 *
 * <pre>{@code
 * CloudBackup.open("huawei://eu-west-101/0605767b5780d5762fc5c0118072a564")
 * CloudBackup.open("huawei://eu-west-101?credentials=metadata&readTimeout=30s&endpoint.bss=https://bss-intl.myhuaweicloud.com")
 * }</pre>
 *
 * <p>The region is required. The other settings have the names, defaults and ranges of the methods of {@link
 * HuaweiBackup.Builder}: {@code project}, {@code account}, {@code imageCopyAgency}, {@code endpoint} and {@code
 * endpoint.SERVICE}, {@code connectTimeout}, {@code readTimeout}, {@code callTime}, {@code pollTime}, {@code responseLimit}, {@code
 * listLimit}, {@code pollInterval}, {@code attempts}, {@code retryTime}, {@code busyTime}, {@code callsAtOnce}, {@code
 * dateHeader}. What a setting could make unsafe, such as plain HTTP to another machine, is set with the builder only.
 *
 * <p>{@code credentials} says where the SDK finds the access key: {@code environment}, {@code profile}, {@code metadata} (the
 * agency of the server), {@code pod}, or {@code default}, which tries these one after the other. Without the setting, it is {@code
 * default}: if the variables of the environment are missing, the SDK may silently use a profile file or the agency of the machine.
 * With {@code environment}, it looks nowhere else. The backup reads the access key before its first call.
 */
public final class HuaweiProvider implements BackupProvider {
    /** Creates it; {@link java.util.ServiceLoader} does. */
    public HuaweiProvider() {}

    @Override
    public String name() {
        return "huawei";
    }

    @Override
    public BackupDriver open(ProviderSettings settings) {
        HuaweiBackup.Builder builder = HuaweiBackup.builder().region(settings.required("region", "eu-west-101"));
        settings.text("project").ifPresent(builder::project);
        settings.text("account").ifPresent(builder::account);
        settings.text("imageCopyAgency").ifPresent(builder::imageCopyAgency);
        builder.credentialProvider(
                credentials(settings.oneOf("credentials", "default", "environment", "profile", "metadata", "pod")
                        .orElse("default")));
        settings.uri("endpoint").ifPresent(builder::endpoint);
        settings.startingWith("endpoint.")
                .forEach((service, address) -> builder.endpoint(service, uri("endpoint." + service, address)));
        settings.duration("connectTimeout").ifPresent(builder::connectTimeout);
        settings.duration("readTimeout").ifPresent(builder::readTimeout);
        settings.duration("callTime").ifPresent(builder::callTime);
        settings.duration("pollTime").ifPresent(builder::pollTime);
        settings.size("responseLimit").ifPresent(builder::responseLimit);
        settings.integer("listLimit").ifPresent(builder::listLimit);
        settings.duration("pollInterval").ifPresent(builder::pollInterval);
        settings.integer("attempts").ifPresent(builder::attempts);
        settings.duration("retryTime").ifPresent(builder::retryTime);
        settings.duration("busyTime").ifPresent(builder::busyTime);
        settings.integer("callsAtOnce").ifPresent(builder::callsAtOnce);
        settings.text("dateHeader").ifPresent(builder::dateHeader);
        settings.refuseOthers();
        return builder.driver();
    }

    private static ICredentialProvider credentials(String source) {
        return switch (source) {
            case "environment" -> EnvCredentialProvider.basic();
            case "profile" -> ProfileCredentialProvider.basic();
            case "metadata" -> MetadataCredentialProvider.basic();
            case "pod" -> PodIdentityCredentialProvider.basic();
            default -> CredentialProviderChain.basic();
        };
    }

    private static URI uri(String name, String address) {
        try {
            return new URI(address.strip());
        } catch (URISyntaxException e) {
            throw new Invalid(
                    "setting " + name + " is not an address; write it as https://host:port",
                    BackupException.Detail.NONE,
                    null);
        }
    }
}
