using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Scenarios;

/// <summary>The <c>pd2</c> section.</summary>
internal static class Pd2Section
{
    public static Pd2EmulatorOptions Read(ScenarioObject pd2)
    {
        Pd2EmulatorOptions options = new();
        foreach (ScenarioObject player in pd2.Objects("players")) { options.Players.Add(Player(player)); }
        if (Pd2PlayerCheck.ProblemOf([.. options.Players]) is { } problem) { throw pd2.Wrong($"{pd2.Path}.players", problem); }
        options.ClientId = pd2.Text("clientId") ?? options.ClientId;
        options.ClientSecret = pd2.Text("clientSecret") is { } secret ? secret.Length > 0 ? secret : null : options.ClientSecret;
        options.RedirectUri = RedirectUri(pd2) ?? options.RedirectUri;
        options.Scope = pd2.Text("scope") ?? options.Scope;
        options.EnforceScopes = pd2.Flag("enforceScopes") ?? options.EnforceScopes;
        options.Generation = pd2.Choice<Pd2Generation>("generation") ?? options.Generation;
        options.AllowEngine3 = pd2.Flag("allowEngine3") ?? options.AllowEngine3;
        options.PingInterval = pd2.Duration("pingInterval") ?? options.PingInterval;
        options.PingTimeout = pd2.Duration("pingTimeout") ?? options.PingTimeout;
        options.ConnectTimeout = pd2.Duration("connectTimeout") ?? options.ConnectTimeout;
        options.MaxPayload = pd2.Integer("maxPayload", 1) ?? options.MaxPayload;
        options.RenewWebsiteTokens = pd2.Flag("renewWebsiteTokens") ?? options.RenewWebsiteTokens;
        options.WebsiteTokenAtRest = pd2.Flag("websiteTokenAtRest") ?? options.WebsiteTokenAtRest;
        options.OAuthStrategy = pd2.Text("oauthStrategy") ?? options.OAuthStrategy;
        options.RotateRefreshTokens = pd2.Flag("rotateRefreshTokens") ?? options.RotateRefreshTokens;
        options.DetectRefreshTokenReuse = pd2.Flag("detectRefreshTokenReuse") ?? options.DetectRefreshTokenReuse;
        options.GameInterval = pd2.Duration("gameInterval") ?? options.GameInterval;
        options.EnforceGameInterval = pd2.Flag("enforceGameInterval") ?? options.EnforceGameInterval;
        options.LoginStyle = pd2.Choice<Pd2LoginStyle>("loginStyle") ?? options.LoginStyle;
        options.TokenKey = pd2.Text("tokenKey") ?? options.TokenKey;
        options.TokenDelay = pd2.Duration("tokenDelay") ?? options.TokenDelay;
        options.Conformance = pd2.Choice<Pd2Conformance>("conformance") ?? options.Conformance;
        if (pd2.Object("lifetimes") is { } lifetimes) { options.Lifetimes = Lifetimes(lifetimes); }
        pd2.RefuseOthers();
        return options;
    }

    private static Uri? RedirectUri(ScenarioObject pd2)
    {
        if (pd2.Text("redirectUri") is not { } text) { return null; }
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            ? address
            : throw pd2.Wrong($"{pd2.Path}.redirectUri", $"'{text}' is no absolute address: write one such as \"http://127.0.0.1/pd2\"");
    }

    private static EmulatedPd2Player Player(ScenarioObject section)
    {
        EmulatedPd2Player player = new()
        {
            Username = section.RequiredText("username"),
            UserId = section.Text("userId"),
            Email = section.Text("email"),
            Accounts = section.Member("accounts") is null ? null : section.Texts("accounts"),
            Stashes = [.. section.Objects("stashes").Select(Stash)],
            Listings = [.. section.Objects("listings").Select(Listing)],
        };
        section.RefuseOthers();
        return player;
    }

    private static EmulatedPd2Stash Stash(ScenarioObject section)
    {
        EmulatedPd2Stash stash = new()
        {
            Account = section.RequiredText("account"),
            IsHardcore = section.Flag("isHardcore") ?? false,
            IsLadder = section.Flag("isLadder") ?? true,
            Items = [.. section.Objects("items").Select(Item)],
        };
        section.RefuseOthers();
        return stash;
    }

    private static EmulatedPd2Listing Listing(ScenarioObject section)
    {
        EmulatedPd2Listing listing = new()
        {
            Item = Item(section.Object("item") ?? throw section.Wrong($"{section.Path}.item", "is required: write an object with hash and name")),
            Price = section.Text("price") ?? "",
            HrPrice = section.Integer("hrPrice", 0),
            IsHardcore = section.Flag("isHardcore") ?? false,
            IsLadder = section.Flag("isLadder") ?? true,
        };
        section.RefuseOthers();
        return listing;
    }

    private static EmulatedPd2Item Item(ScenarioObject section)
    {
        EmulatedPd2Item usual = new() { Hash = section.RequiredText("hash"), Name = section.RequiredText("name") };
        EmulatedPd2Item item = usual with
        {
            Quality = section.Text("quality") ?? usual.Quality,
            IsEthereal = section.Flag("isEthereal") ?? false,
            IsCorrupted = section.Flag("isCorrupted") ?? false,
            Modifiers = section.Object("modifiers") is { } modifiers ? modifiers.Names.ToDictionary(name => name, name => modifiers.Integer(name, int.MinValue) ?? 0, StringComparer.Ordinal) : usual.Modifiers,
            More = section.Member("more") is { ValueKind: JsonValueKind.Object } more ? JsonNode.Parse(more.GetRawText())!.AsObject() : null,
        };
        section.RefuseOthers();
        return item;
    }

    private static Pd2Lifetimes Lifetimes(ScenarioObject section)
    {
        Pd2Lifetimes lifetimes = new();
        lifetimes.AuthorizationCode = section.Duration("authorizationCode") ?? lifetimes.AuthorizationCode;
        lifetimes.Website = section.Duration("website") ?? lifetimes.Website;
        lifetimes.Access = section.Duration("access") ?? lifetimes.Access;
        lifetimes.Refresh = section.Duration("refresh") ?? lifetimes.Refresh;
        section.RefuseOthers();
        return lifetimes;
    }
}
