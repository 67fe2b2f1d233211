package io.github.backup4j.drill;

import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Temporary;
import io.github.backup4j.internal.DrillToken;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a drill has reached, as its token holds it.
 *
 * @param mark the mark of what it creates, with its start and expiry
 * @param source the disk or server whose backup is tried
 * @param point the restore point
 * @param definition the digest of the definition
 * @param step what it does now
 * @param anew whether the restore was begun anew, after one that failed or is gone
 * @param made the restored disk or server; null: none yet
 * @param restored whether it was restored; null: not known yet
 * @param restoredAt when the restore was seen to have ended; null: not known yet
 * @param checking how far the check of the data has come
 * @param open whether a restore that was given up may still make something
 * @param cleaning how far the cleaning has come; null: it has not begun
 */
record DrillState(
        Temporary mark,
        Resource source,
        DrillPoint point,
        String definition,
        Step step,
        boolean anew,
        @Nullable Made made,
        @Nullable DrillCheck restored,
        @Nullable Instant restoredAt,
        Checking checking,
        boolean open,
        @Nullable Cleaning cleaning) {
    static final int DIGEST = 16;

    private static final String START = DrillToken.START + "1/";
    static final int LONGEST = 1024;

    /** How many fields every token has; those of the cleaning come before the last. */
    private static final int FIELDS = 14;

    /** A step, with how often the check has begun, and whether the restore was begun anew. */
    private static final Pattern STEP = Pattern.compile("([A-Z]+)([0-9]{0,6})(!?)");

    private static final String ANEW = "!";

    /** How often a check is counted to have begun: a token has room for no more. */
    private static final int MOST_CHECKS = 999_999;

    private static final String CLOSED = "end";
    private static final String OPEN = "open";

    /** How many bytes of a reason a token keeps. */
    private static final int REASON = 80;

    /** The steps of a drill. */
    enum Step {
        RESTORING,
        VERIFYING,
        CLEANING
    }

    /**
     * What was restored.
     *
     * @param resource the disk or server
     * @param size its size; null: not known
     */
    record Made(Resource resource, @Nullable DataSize size) {}

    /**
     * How far the check of the data has come.
     *
     * @param begun how often it has begun
     * @param result whether the data was found good; null: not known yet
     * @param at when that was known; null: not known yet
     */
    record Checking(
            int begun,
            @Nullable DrillCheck result,
            @Nullable Instant at) {
        static final Checking NOT_BEGUN = new Checking(0, null, null);
    }

    static DrillState begun(Temporary mark, Resource source, DrillPoint point, String definition) {
        return new DrillState(
                mark,
                source,
                point,
                definition,
                Step.RESTORING,
                false,
                null,
                null,
                null,
                Checking.NOT_BEGUN,
                false,
                null);
    }

    DrillState restored(DrillCheck check, @Nullable Made what, Instant at, boolean mayGoOn) {
        return new DrillState(
                mark,
                source,
                point,
                definition,
                what == null ? Step.CLEANING : Step.VERIFYING,
                anew,
                what,
                check,
                at,
                what == null
                        ? new Checking(0, DrillCheck.notPerformed("nothing was restored that could be checked"), null)
                        : Checking.NOT_BEGUN,
                mayGoOn,
                null);
    }

    /** How often the check has begun. */
    int checks() {
        return checking.begun();
    }

    /** Whether the data was found good; null: not known yet. */
    @Nullable
    DrillCheck verified() {
        return checking.result();
    }

    /** When that was known; null: not known yet. */
    @Nullable
    Instant verifiedAt() {
        return checking.at();
    }

    /** The same, whose restore is begun anew. */
    DrillState begunAnew() {
        return at(step, true, checking, open, cleaning);
    }

    /** The same, once it is known that no restore makes anything any more. */
    DrillState closed() {
        return at(step, anew, checking, false, cleaning);
    }

    /** The same, once the check has begun, or has begun again. */
    DrillState checkBegun() {
        return at(step, anew, new Checking(Math.min(checks() + 1, MOST_CHECKS), null, null), open, cleaning);
    }

    /** The same, once its cleaning has come so far. */
    DrillState cleaning(Cleaning reached) {
        return at(step, anew, checking, open, reached);
    }

    DrillState verified(DrillCheck check, Instant at) {
        return at(Step.CLEANING, anew, new Checking(checks(), check, at), open, null);
    }

    private DrillState at(Step now, boolean begunAnew, Checking checked, boolean mayGoOn, @Nullable Cleaning reached) {
        return new DrillState(
                mark, source, point, definition, now, begunAnew, made, restored, restoredAt, checked, mayGoOn, reached);
    }

    // ---- tokens

    /** As much of what cleaning has seen as fits. */
    String write() {
        Cleaning reached = cleaning;
        if (reached == null) {
            return write(List.of());
        }
        List<String> fields = reached.fields(made == null ? null : made.resource());
        String token = write(fields);
        while (token.length() > LONGEST && fields.size() > 1) {
            fields = fields.subList(0, fields.size() - 1);
            token = write(fields);
        }
        return token;
    }

    private String write(List<String> cleaningFields) {
        List<String> fields = new ArrayList<>();
        fields.add(mark.value());
        fields.add(text(source));
        fields.add(point.id().value());
        fields.add(text(point.createdAt()));
        fields.add(text(point.size()));
        fields.add(definition);
        fields.add(step.name() + (checks() > 0 ? checks() : "") + (anew ? ANEW : ""));
        fields.add(made == null ? "" : text(made.resource()));
        fields.add(made == null ? "" : text(made.size()));
        fields.add(text(restored));
        fields.add(text(restoredAt));
        fields.add(text(verified()));
        fields.add(text(verifiedAt()));
        fields.addAll(cleaningFields);
        fields.add(open ? OPEN : CLOSED);
        String body = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join("\n", fields).getBytes(StandardCharsets.UTF_8));
        return START + body;
    }

    static DrillState read(String token) {
        if (!token.startsWith(START) || token.length() > LONGEST) {
            throw new Invalid("token was not written by a drill of this version: it does not begin with " + START
                    + ", or has more than " + LONGEST
                    + " characters; start the drill with the definition and the key that it was"
                    + " started with, which finds what is on the way");
        }
        try {
            byte[] body = Base64.getUrlDecoder().decode(token.substring(START.length()));
            List<String> fields = Arrays.asList(new String(body, StandardCharsets.UTF_8).split("\n", -1));
            int last = fields.size() - 1;
            if (fields.size() < FIELDS || !List.of(OPEN, CLOSED).contains(fields.get(last))) {
                throw damaged();
            }
            Made made = fields.get(7).isEmpty() ? null : new Made(resource(fields.get(7)), size(fields.get(8)));
            Matcher step = STEP.matcher(fields.get(6));
            if (!step.matches()) {
                throw damaged();
            }
            DrillState state = new DrillState(
                    Temporary.in(Map.of(Temporary.TAG, fields.get(0))).orElseThrow(DrillState::damaged),
                    resource(fields.get(1)),
                    new DrillPoint(
                            new RestorePointId(fields.get(2)), known(instant(fields.get(3))), size(fields.get(4))),
                    fields.get(5),
                    Step.valueOf(step.group(1)),
                    step.group(3).equals(ANEW),
                    made,
                    check(fields.get(9)),
                    instant(fields.get(10)),
                    new Checking(
                            step.group(2).isEmpty() ? 0 : Integer.parseInt(step.group(2)),
                            check(fields.get(11)),
                            instant(fields.get(12))),
                    fields.get(last).equals(OPEN),
                    last < FIELDS
                            ? null
                            : Cleaning.read(fields.subList(FIELDS - 1, last), made == null ? null : made.resource()));
            state.requireWhole();
            return state;
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw damaged();
        }
    }

    private void requireWhole() {
        boolean whole = switch (step) {
            case RESTORING -> made == null && restored == null && verified() == null;
            case VERIFYING -> made != null && restored != null && restoredAt != null && verified() == null;
            case CLEANING -> restored != null && restoredAt != null && verified() != null;
        };
        boolean original = made != null && made.resource().equals(source);
        if (!whole || original || (cleaning != null && step != Step.CLEANING) || definition.length() != DIGEST) {
            throw damaged();
        }
    }

    static Invalid damaged() {
        return new Invalid("token of a drill is damaged: it cannot be read, or has more than " + LONGEST
                + " characters; start the drill with the definition and the key that it was started with, which finds what is on"
                + " the way");
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw damaged();
        }
        return value;
    }

    static String text(Resource resource) {
        return (resource instanceof Resource.Disk ? "d" : "s") + resource.id();
    }

    static Resource resource(String text) {
        if (text.startsWith("d")) {
            return Resource.disk(text.substring(1));
        } else if (text.startsWith("s")) {
            return Resource.server(text.substring(1));
        }
        throw damaged();
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? "" : String.valueOf(instant.toEpochMilli());
    }

    private static @Nullable Instant instant(String text) {
        return text.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(text));
    }

    private static String text(@Nullable DataSize size) {
        return size == null ? "" : String.valueOf(size.bytes());
    }

    private static @Nullable DataSize size(String text) {
        return text.isEmpty() ? null : DataSize.bytes(Long.parseLong(text));
    }

    private static String text(@Nullable DrillCheck check) {
        return check == null
                ? ""
                : letter(check.status()) + Texts.bytes(check.why(), REASON).strip();
    }

    private static @Nullable DrillCheck check(String text) {
        if (text.isEmpty()) {
            return null;
        }
        DrillCheck.Status status = switch (text.charAt(0)) {
            case 'h' -> DrillCheck.Status.HELD;
            case 'f' -> DrillCheck.Status.FAILED;
            case 'n' -> DrillCheck.Status.NOT_PERFORMED;
            default -> throw damaged();
        };
        return new DrillCheck(status, text.substring(1));
    }

    /** Stands for a status in a token; they never change. */
    private static char letter(DrillCheck.Status status) {
        return switch (status) {
            case HELD -> 'h';
            case FAILED -> 'f';
            case NOT_PERFORMED -> 'n';
        };
    }
}
