package io.github.backup4j.plan;

import io.github.backup4j.PolicyId;
import io.github.backup4j.Purpose;
import io.github.backup4j.Vault;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The four tags of a vault that record the protection it belongs to, the policies that the protection attached and the
 * members that it added. The values have at most 43 characters.
 */
final class Mark {
    static final String NAME = "b4j-protection";
    static final String POLICIES = "b4j-protection-policies";
    static final String FIRST = "b4j-protection-members-1";
    static final String SECOND = "b4j-protection-members-2";

    /** The number of tags of a mark. */
    static final int TAGS = 4;

    private static final int CHARACTERS_OF_A_POLICY = 20;
    private static final String NO_POLICY = "-".repeat(CHARACTERS_OF_A_POLICY);

    private Mark() {}

    static Map<String, String> of(String protection, Map<Purpose, PolicyId> policies, MemberRecord members) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(NAME, protection);
        tags.put(POLICIES, policies(policies));
        tags.put(FIRST, members.first());
        tags.put(SECOND, members.second());
        return tags;
    }

    /** Returns the tags of the mark among the tags of a vault. */
    static Map<String, String> of(Map<String, String> all) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String key : new String[] {NAME, POLICIES, FIRST, SECOND}) {
            String value = all.get(key);
            if (value != null) {
                tags.put(key, value);
            }
        }
        return tags;
    }

    static boolean isOf(String protection, Vault vault) {
        return protection.equals(vault.tags().get(NAME));
    }

    static String policies(Map<Purpose, PolicyId> policies) {
        return digest(policies.get(Purpose.BACKUP)) + digest(policies.get(Purpose.REPLICATION));
    }

    /** Returns the value of the tag for policies, with the given policies in place of those of the same purpose. */
    static String policies(String present, Map<Purpose, PolicyId> others) {
        String known = present.length() == 2 * CHARACTERS_OF_A_POLICY ? present : policies(Map.of());
        PolicyId backup = others.get(Purpose.BACKUP);
        PolicyId copies = others.get(Purpose.REPLICATION);
        return (backup == null ? known.substring(0, CHARACTERS_OF_A_POLICY) : digest(backup))
                + (copies == null ? known.substring(CHARACTERS_OF_A_POLICY) : digest(copies));
    }

    /** Returns whether the mark of a vault says that the protection attached a policy. */
    static boolean names(Vault vault, Purpose purpose, PolicyId policy) {
        String digests = vault.tags().getOrDefault(POLICIES, "");
        return digests.length() == 2 * CHARACTERS_OF_A_POLICY
                && digests.startsWith(digest(policy), purpose == Purpose.BACKUP ? 0 : CHARACTERS_OF_A_POLICY);
    }

    static Optional<MemberRecord> record(Map<String, String> tags) {
        return MemberRecord.read(tags.get(FIRST), tags.get(SECOND));
    }

    private static String digest(@Nullable PolicyId policy) {
        return policy == null ? NO_POLICY : Digests.characters("policy " + policy.value(), CHARACTERS_OF_A_POLICY);
    }
}
