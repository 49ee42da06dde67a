package io.salessync.outreach.champions;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** How champions are followed, as a tenant set it. */
@Schema(name = "ChampionSettings")
record Policy(
        @Min(1) @Max(365) @Schema(description = "days between two looks at somebody", example = "30")
        int everyDays,

        @Min(1) @Max(100) @Schema(
                description = "percent of an account's profile visits of a day that may go to champions",
                example = "20")
        int share,

        @Schema(description = "whether a move is acted on without a person", example = "true")
        boolean automatic,

        @Min(90) @Max(99) @Schema(description = "percent of confidence from which on it is", example = "90")
        int threshold,

        @NotNull @Size(max = 100) @Schema(description = "people with this tag are followed; empty: none", example = "champion")
        String tag,

        @NotNull @Size(min = 1, max = 100) @Schema(description = "the tag that the record they left gets", example = "left company")
        String leftTag,

        @Schema(description = "whether people whose lead replied are followed", example = "false")
        boolean replied,

        @NotNull @Size(max = 200) @Schema(
                description = "the sequence that somebody who moved enters, by name; empty: none",
                example = "Congratulations")
        String sequence,

        @Schema(description = "whether the owner gets a mail of a move", example = "true")
        boolean mail,

        @Valid @Nullable Writing writing) {
    /** What is proposed to be written to a CRM for the record they left; it waits for an approval there. */
    @Schema(name = "ChampionWriting")
    record Writing(
            @NotNull @Size(min = 1, max = 100) @Schema(example = "salesforce")
            String connection,

            @NotNull @Size(min = 1, max = 100) @Schema(example = "Contact")
            String object,

            @NotNull @Size(min = 1, max = 100) @Schema(example = "Status__c")
            String field,

            @NotNull @Size(min = 1, max = 200) @Schema(example = "Left company")
            String value) {}

    static final Policy STANDARD =
            new Policy(30, 20, true, Judging.SURE, "champion", "left company", false, "", true, null);
}
