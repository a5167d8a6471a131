namespace GameAuth.Psn;

/// <summary>
/// A party as the service showed it: the handle to join it with. It comes from a list, an invitation or a push event, and there is no other way to make one. Immutable. Its texts came from the service and have been
/// checked.
/// </summary>
public sealed class PsnParty
{
    internal PsnParty(PsnAccount account, string id)
    {
        Account = account;
        Id = id;
    }

    /// <summary>The service's id of it: for the eye and for logs. A call takes the handle.</summary>
    public string Id { get; }

    /// <summary>Its name; empty where it has none, or where that is not known.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Who is in it; none where that is not known.</summary>
    public IReadOnlyList<PsnPartyMember> Members { get; internal init; } = [];

    /// <summary>The account id of its owner; null where that is not known.</summary>
    public string? OwnerId { get; internal init; }

    /// <summary>How many may be in it; null where that is not known.</summary>
    public int? MaxMembers { get; internal init; }

    /// <summary>Whether the service says that the account may join.</summary>
    public bool IsJoinable { get; internal init; }

    /// <summary>Whether the service says that the account may ask to join.</summary>
    public bool IsRequestable { get; internal init; }

    /// <summary>Who sees it, in the service's word, such as <c>INVITE_ONLY</c>; empty where that is not known.</summary>
    public string Visibility { get; internal init; } = "";

    /// <summary>Who may join, in the service's word, such as <c>FRIENDS</c>; empty where that is not known.</summary>
    public string JoinableBy { get; internal init; } = "";

    /// <summary>Whether the account was in it when the service showed it: by this program, or by a console.</summary>
    public bool IsMember => Members.Any(member => string.Equals(member.AccountId, Account.Subject, StringComparison.Ordinal));

    /// <summary>Whose handle it is.</summary>
    internal PsnAccount Account { get; }

    /// <summary>Its id.</summary>
    /// <returns><see cref="Id"/>.</returns>
    public override string ToString() => Id;
}

/// <summary>Who is in a party. Immutable.</summary>
/// <param name="AccountId">The account id, decimal digits as text.</param>
/// <param name="OnlineId">The online id; null where the service names none.</param>
/// <param name="Platform">The console or app, such as <c>PS5</c>; null where the service names none.</param>
public sealed record PsnPartyMember(string AccountId, string? OnlineId, string? Platform);

/// <summary>The parties that the account can see. Immutable.</summary>
/// <param name="Parties">The parties, in the service's order.</param>
/// <param name="Age">How long ago they were asked for.</param>
public sealed record PsnPartyList(IReadOnlyList<PsnParty> Parties, TimeSpan Age);

/// <summary>What a list does while the last one is younger than 30 seconds.</summary>
public enum PsnPartyListMode
{
    /// <summary>It waits until the service may be asked again: up to 15 minutes.</summary>
    Wait,

    /// <summary>It throws a <see cref="ThrottledException"/> that says when.</summary>
    FailFast,

    /// <summary>It is the last list of this process, with its age. Where there is none, as <see cref="FailFast"/>.</summary>
    LastKnown,
}

/// <summary>Who sees and joins a party that is created.</summary>
public enum PsnPartyAccess
{
    /// <summary>Whoever is invited.</summary>
    InviteOnly,

    /// <summary>Friends of the account.</summary>
    Friends,
}
