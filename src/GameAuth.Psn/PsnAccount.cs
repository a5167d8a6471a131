using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>A player's account on the PlayStation Network: clients, typed reads, sign-out. Safe for use from any thread; nothing to dispose.</summary>
/// <remarks>
/// Every request takes its place in 300 of 15 minutes, kept in the store. One that would wait for more than 15 minutes is a <see cref="ThrottledException"/> at once. Equal typed reads that are
/// under way are one request. The service has no call that ends a sign-in, so that signing out deletes it here.
/// </remarks>
public sealed class PsnAccount : Account
{
    internal PsnAccount(AccountBinding binding, PsnProvider psn)
        : base(binding)
    {
        Profiles = new PsnProfiles(this, psn.Api);
        Trophies = new PsnTrophies(this, psn.Api);
        Presence = new PsnPresence(this, psn.Api);
        Friends = new PsnFriends(this, psn.Api);
        Push = new PsnPush(this, psn.Push);
    }

    /// <summary>The player's online id as of the last sign-in; null where it is not known. <see cref="Account.Subject"/> is the account id.</summary>
    public string? OnlineId => DisplayName;

    /// <summary>The profiles of players.</summary>
    public PsnProfiles Profiles { get; }

    /// <summary>The trophies of players.</summary>
    public PsnTrophies Trophies { get; }

    /// <summary>Who is online, where and with what.</summary>
    public PsnPresence Presence { get; }

    /// <summary>The friends of players.</summary>
    public PsnFriends Friends { get; }

    /// <summary>What happens to the player's parties, as it happens.</summary>
    public PsnPush Push { get; }

    /// <summary>How paths name the account's own player, also before the sign-in is complete.</summary>
    internal string OwnId => Subject ?? "me";
}
