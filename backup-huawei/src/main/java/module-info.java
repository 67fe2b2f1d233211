import io.github.backup4j.huawei.HuaweiProvider;
import io.github.backup4j.spi.BackupProvider;
import org.jspecify.annotations.NullMarked;

/** The Huawei Cloud provider. */
@NullMarked
@SuppressWarnings("requires-transitive-automatic") // the builder takes credentials of the SDK
module io.github.backup4j.huawei {
    requires transitive io.github.backup4j;
    requires com.fasterxml.jackson.databind;
    requires transitive huaweicloud.sdk.core;
    requires huaweicloud.sdk.cbr;
    requires huaweicloud.sdk.ecs;
    requires huaweicloud.sdk.evs;
    requires huaweicloud.sdk.ims;
    requires okhttp3;
    requires okio;
    requires org.slf4j;
    requires static transitive org.jspecify;

    // Not used here, but by the vendor's SDK, whose jars have no descriptors that could say so.
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires java.logging;
    requires kotlin.stdlib;
    requires org.yaml.snakeyaml;

    exports io.github.backup4j.huawei;

    provides BackupProvider with
            HuaweiProvider;

    // The SDK lets Jackson create what it reads responses into.
    opens io.github.backup4j.huawei.internal.http to
            com.fasterxml.jackson.databind;
}
