package io.github.backup4j.huawei.internal.http;

import java.util.Locale;

/** The services of Huawei Cloud that the provider calls, each with the scope of its calls. */
public enum Service {
    CBR(Scope.PROJECT),
    EVS(Scope.PROJECT),
    IMS(Scope.PROJECT),
    ECS(Scope.PROJECT),
    BSS(Scope.ACCOUNT),
    IAM(Scope.NONE);

    private final Scope scope;

    Service(Scope scope) {
        this.scope = scope;
    }

    Scope scope() {
        return scope;
    }

    /**
     * Returns the address of the service in a region, by the same rule as Huawei's tools; BSS has one for all regions.
     */
    public String endpoint(String region) {
        String name = name().toLowerCase(Locale.ROOT);
        String domain = region.startsWith("eu-west-1") ? "myhuaweicloud.eu" : "myhuaweicloud.com";
        return "https://" + name + (this == BSS ? "" : "." + region) + "." + domain;
    }

    /** What a call is for, as a header of the request says. */
    enum Scope {
        PROJECT,
        ACCOUNT,
        NONE
    }
}
