package io.github.backup4j.huawei.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.internal.http.Service;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveSettingsTest {
    @Test
    void from_nothing_saysWhatIsMissingAndListsAll() {
        String[] all = Arrays.stream(LiveVariable.values()).map(Enum::name).toArray(String[]::new);

        assertThatThrownBy(() -> LiveSettings.from(Map.of("BACKUP4J_LIVE_REGION", "eu-west-101")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs [HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, BACKUP4J_LIVE_PROJECT, "
                        + "BACKUP4J_LIVE_DISPOSABLE_DISK, BACKUP4J_LIVE_DISPOSABLE_SERVER]")
                .hasMessageContainingAll(all);
    }

    @Test
    void from_whatIsNeeded_restOff() {
        Map<String, String> environment = Map.of(
                "HUAWEICLOUD_SDK_AK", "AKEXAMPLE",
                "HUAWEICLOUD_SDK_SK", "SKEXAMPLE",
                "BACKUP4J_LIVE_REGION", "region-1",
                "BACKUP4J_LIVE_PROJECT", "project-1",
                "BACKUP4J_LIVE_DISPOSABLE_DISK", "disk-1",
                "BACKUP4J_LIVE_DISPOSABLE_SERVER", "server-1",
                "BACKUP4J_LIVE_MAY_ORDER", "perhaps",
                "BACKUP4J_LIVE_OTHER_REGION", "region-2");

        LiveSettings settings = LiveSettings.from(environment);

        assertThat(settings.site()).isEqualTo(new Site("region-1", "project-1"));
        assertThat(settings.disk()).isEqualTo(Resource.disk("disk-1"));
        assertThat(settings.server()).isEqualTo(Resource.server("server-1"));
        assertThat(settings.mayOrder()).isFalse();
        assertThat(settings.otherSite()).as("without a project").isNull();
        assertThat(settings.address(Service.CBR)).isEqualTo("https://cbr.region-1.myhuaweicloud.com");
    }
}
