package io.github.backup4j.huawei;

import java.util.Locale;

/** The services of Huawei Cloud that backups need. */
enum Service {
    CBR,
    EVS,
    IMS,
    ECS,
    BSS,
    IAM;

    /** The address of the service in a region; BSS has one for all regions. */
    String endpoint(String region) {
        String name = name().toLowerCase(Locale.ROOT);
        return this == BSS ? "https://bss.myhuaweicloud.com" : "https://" + name + "." + region + ".myhuaweicloud.com";
    }
}
