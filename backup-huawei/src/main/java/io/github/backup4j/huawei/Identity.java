package io.github.backup4j.huawei;

import io.github.backup4j.Site;
import org.jspecify.annotations.Nullable;

/**
 * Which project and which account calls are for: as was given, else as the SDK's credentials say, else as IAM says; it is
 * asked before the first call that needs it.
 */
final class Identity {
    private final String region;
    private final Keys keys;
    private final LookedUp project;
    private final LookedUp account;

    /**
     * Creates it; refuses what cannot be a region or a project with {@link io.github.backup4j.Invalid}.
     *
     * @param project the project, where it was given
     * @param account the account, where it was given
     */
    Identity(String region, Keys keys, @Nullable String project, @Nullable String account) {
        var unused = new Site(region, project == null ? region : project);
        this.region = region;
        this.keys = keys;
        this.project = new LookedUp(project);
        this.account = new LookedUp(account);
    }

    /** Finds out what the calls of a service need to know. */
    void require(Service service, Wire wire) {
        switch (service.scope()) {
            case PROJECT -> project(wire);
            case ACCOUNT -> account(wire);
            case NONE -> {
                // IAM itself is asked with the keys alone.
            }
        }
    }

    Site site(Wire wire) {
        return new Site(region, project(wire));
    }

    /** The project or the account, or null where it was not found out yet. */
    @Nullable
    String known(Service.Scope scope) {
        return switch (scope) {
            case PROJECT -> project.known();
            case ACCOUNT -> account.known();
            case NONE -> null;
        };
    }

    private String project(Wire wire) {
        return project.get(() -> {
            String own = keys.project();
            return own == null ? new IamCalls(wire).projectOf(region) : own;
        });
    }

    private String account(Wire wire) {
        return account.get(() -> {
            String own = keys.account();
            return own == null ? new IamCalls(wire).account() : own;
        });
    }

    /** The region, and the project as far as it is known; asks nobody. */
    @Override
    public String toString() {
        String known = project.known();
        return region + "/" + (known == null ? "(project not looked up yet)" : known);
    }
}
