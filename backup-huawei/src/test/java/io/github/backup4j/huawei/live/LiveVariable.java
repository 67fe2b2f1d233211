package io.github.backup4j.huawei.live;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The environment variables of the live contract. */
enum LiveVariable {
    HUAWEICLOUD_SDK_AK(true, "access key"),
    HUAWEICLOUD_SDK_SK(true, "its secret"),
    HUAWEICLOUD_SDK_SECURITY_TOKEN(false, "the token of a temporary access key"),
    BACKUP4J_LIVE_REGION(true, "region, such as eu-west-101"),
    BACKUP4J_LIVE_PROJECT(true, "id of the project in it"),
    BACKUP4J_LIVE_DISPOSABLE_DISK(true, "id of a disk that is attached to nothing and in no vault; it is OVERWRITTEN"),
    BACKUP4J_LIVE_DISPOSABLE_SERVER(true, "id of a server that is in no vault; it is STOPPED and OVERWRITTEN"),
    BACKUP4J_LIVE_OTHER_ZONE(false, "zone of the region that the disk is not in"),
    BACKUP4J_LIVE_OTHER_REGION(false, "region that an image may be copied to"),
    BACKUP4J_LIVE_OTHER_PROJECT(false, "id of the project in it"),
    BACKUP4J_LIVE_ACCOUNT(false, "id of the account (domain) that orders are made for"),
    BACKUP4J_LIVE_MAY_ORDER(false, "\"yes\": vaults may be ordered, which is PAID FOR at once"),
    BACKUP4J_LIVE_ENDPOINT(false, "address of all services, instead of the cloud's own: that of an emulator"),
    BACKUP4J_LIVE_OTHER_ENDPOINT(false, "the same for the other region"),
    BACKUP4J_LIVE_DATE_HEADER(false, "header that holds the time of the services: X-Emulator-Date, of an emulator"),
    BACKUP4J_LIVE_POLL_SECONDS(false, "seconds between two looks at long work; 5 by default");

    private final boolean needed;
    private final String meaning;

    LiveVariable(boolean needed, String meaning) {
        this.needed = needed;
        this.meaning = meaning;
    }

    boolean needed() {
        return needed;
    }

    /** All variables, one a line, with what they mean. */
    static String describeAll() {
        return Arrays.stream(values())
                .map(variable ->
                        String.format("  %-32s %s%s", variable, variable.needed ? "(needed) " : "", variable.meaning))
                .collect(Collectors.joining("\n"));
    }
}
