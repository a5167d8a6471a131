namespace GameAuth.Psn;

/// <summary>How far a party of this account has come.</summary>
internal enum PartyStage
{
    /// <summary>Nothing was sent.</summary>
    New,

    /// <summary>It was created or joined, and the answer was lost: it has to be read first.</summary>
    Unknown,

    /// <summary>The account is in it, and there is no voice.</summary>
    Member,

    /// <summary>There is a bridge.</summary>
    Bridged,

    /// <summary>The party uses the bridge.</summary>
    Linked,

    /// <summary>There is a peer, and the service's offer waits for an answer.</summary>
    Offered,

    /// <summary>The offer is answered.</summary>
    Answered,

    /// <summary>An answer or a new offer was lost: it has to be read first.</summary>
    VoiceUnknown,

    /// <summary>The peer is there, and no offer of it is known.</summary>
    Unoffered,

    /// <summary>The voice has failed, or was not ended whole: it can only be ended.</summary>
    VoiceEnding,

    /// <summary>A bridge may be there whose id nobody knows: the account has to leave the party before the next one.</summary>
    BridgeUnknown,

    /// <summary>It is over here; what is left at the service is being ended.</summary>
    Over,
}

/// <summary>The steps of a party, each of them one request or a few that belong together.</summary>
internal enum PartyStep
{
    Enter,
    Rename,
    Invite,
    Bridge,
    Link,
    Peer,
    Answer,
    Reoffer,
    ReadVoice,
    EndVoice,
    Leave,
}

/// <summary>The one order that the service accepts: list, join, bridge, link, peer, answer; then leave, peer, bridge. Any other step is refused here, and nothing is sent.</summary>
internal static class PartyOrder
{
    /// <summary>Whether a step may come now.</summary>
    public static bool Allows(PartyStage stage, PartyStep step) => step switch
    {
        PartyStep.Enter => stage is PartyStage.New or PartyStage.Unknown,
        PartyStep.Rename or PartyStep.Invite => stage is >= PartyStage.Member and < PartyStage.Over,
        PartyStep.Bridge => stage is PartyStage.Member,
        PartyStep.Link => stage is PartyStage.Bridged,
        PartyStep.Peer => stage is PartyStage.Linked,
        PartyStep.Answer => stage is PartyStage.Offered,
        PartyStep.Reoffer => stage is PartyStage.Answered or PartyStage.Unoffered,
        PartyStep.ReadVoice => stage is >= PartyStage.Offered and <= PartyStage.Unoffered,
        PartyStep.EndVoice => stage is >= PartyStage.Bridged and <= PartyStage.VoiceEnding,
        PartyStep.Leave => true,
        _ => false,
    };

    /// <exception cref="IllegalStepException">The step may not come now.</exception>
    public static void Check(PartyStage stage, PartyStep step)
    {
        if (!Allows(stage, step))
        {
            throw Illegal(NameOf(step), WhyNot(stage, step));
        }
    }

    /// <summary>A step that is out of order.</summary>
    /// <param name="step">The step.</param>
    /// <param name="why">Why, and what comes first.</param>
    public static IllegalStepException Illegal(string step, string why) =>
        new($"psn: step '{step}' is out of order: {why} Nothing was sent.") { Provider = PsnDefaults.Provider, Step = step };

    public static string NameOf(PartyStep step) => step switch
    {
        PartyStep.Enter => PsnStep.PartyJoin,
        PartyStep.Rename => PsnStep.PartyRename,
        PartyStep.Invite => PsnStep.PartyInvite,
        PartyStep.Bridge => PsnStep.VoiceBridge,
        PartyStep.Link => PsnStep.VoiceLink,
        PartyStep.Peer => PsnStep.VoicePeer,
        PartyStep.Answer => PsnStep.VoiceAnswer,
        PartyStep.Reoffer => PsnStep.VoiceOffer,
        PartyStep.ReadVoice => PsnStep.VoiceRead,
        PartyStep.EndVoice => PsnStep.VoicePeerEnd,
        _ => PsnStep.PartyLeave,
    };

    private static string WhyNot(PartyStage stage, PartyStep step) => stage switch
    {
        PartyStage.Over => "the account has left the party, and its ids are dead. Join it again.",
        PartyStage.New or PartyStage.Unknown => "it is not known whether the account is in the party. List the parties, then join it again or leave it.",
        PartyStage.BridgeUnknown => "the answer to the last bridge was lost, so that it can not be ended by its id. Leave the party and join it again.",
        PartyStage.VoiceEnding => "this voice can only be ended: call EndAsync, then start another one.",
        PartyStage.VoiceUnknown => "the last answer was lost. Call ReadAsync first, or end the voice.",
        PartyStage.Unoffered => "there is no offer to answer. Call ReofferAsync, or end the voice.",
        PartyStage.Offered when step is PartyStep.Reoffer => "the last offer is not answered yet. Answer it, or end the voice.",
        PartyStage.Answered when step is PartyStep.Answer => "the offer is answered already, and an answer is never sent twice. Call ReofferAsync for another offer.",
        PartyStage.Member when step is not PartyStep.Enter => "there is no voice. Start one.",
        _ when step is PartyStep.Enter => "the account is in the party already.",
        _ => "there is a voice already. End it first.",
    };
}
