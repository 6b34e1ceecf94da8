namespace Countersign.LoadTests.Tests;

/// <summary>A bug that the model service can be told to have.</summary>
public enum PlantedBug
{
    None,

    /// <summary>A second browser gets a challenge of its own while one is pending.</summary>
    TwoPending,

    /// <summary>An approval counts however late it comes.</summary>
    ApprovesAfterTheEnd,

    /// <summary>A second request gets the result of a redeemed sign-in.</summary>
    RedeemsTwice,

    /// <summary>A crash loses decisions that were acknowledged.</summary>
    LosesAcknowledgedAnswers,

    /// <summary>A revoked grant goes on.</summary>
    RefreshesAfterRevocation,

    /// <summary>A browser is told what was true a while ago.</summary>
    ReadsStaleStates,

    /// <summary>An end is recorded twice.</summary>
    RecordsTwice,

    /// <summary>An approval is taken that another key signed.</summary>
    ApprovesForeignSignatures,

    /// <summary>A second browser is shown the number of the first.</summary>
    ShowsTheNumberToAnyone,

    /// <summary>An id of a challenge that has ended is used for the next.</summary>
    UsesIdsAgain,

    /// <summary>The same start, sent again, is another start.</summary>
    StartsTwiceForOneKey,

    /// <summary>A phone that was removed still decides.</summary>
    LetsRemovedPhonesDecide,

    /// <summary>A crash forgets wrong numbers that were counted.</summary>
    ForgetsWrongNumbers,

    /// <summary>The result goes to whoever asks.</summary>
    LetsStrangersCollect,

    /// <summary>A write whose answer was lost is taken for one that failed.</summary>
    GuessesUnknownOutcomes,

    /// <summary>A token set is given and not recorded.</summary>
    GivesUnrecordedTokens,
}
