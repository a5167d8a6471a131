using System.Buffers.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Pd2.Feathers;

namespace GameAuth.Emulator.Pd2.Services;

/// <summary><c>security/session</c>: the authentication service of Feathers under another name. A create signs in, on a socket until its end; a remove signs out.</summary>
internal sealed class SessionService : Pd2Service
{
    private readonly Pd2Authority _authority;

    public SessionService(Pd2Authority authority)
        : base("security/session", "session", null, FeathersMethod.Create, FeathersMethod.Remove)
    {
        _authority = authority;
        IsPublic = true;
    }

    public override JsonNode Answer(Pd2Call call)
    {
        if (call.Feathers.Method == FeathersMethod.Remove)
        {
            Pd2Token over = call.Login ?? throw new FeathersException(FeathersError.NoLogin("Not authenticated"));
            call.Login = null;
            return Session(over, "jwt");
        }

        string? strategy = call.Feathers.Data["strategy"]?.ToString();
        bool isOAuth = strategy is not null && strategy == _authority.Options.OAuthStrategy;
        if (strategy != "jwt" && !isOAuth)
        {
            throw new FeathersException(FeathersError.NoLogin("Invalid authentication information" + (strategy is null ? " (no `strategy` set)" : "")));
        }

        (Pd2Token? token, FeathersError? error) = _authority.Check(call.Feathers.Data["accessToken"]?.ToString() ?? "", call.Now, one => one.Kind == (isOAuth ? Pd2TokenKind.Access : Pd2TokenKind.Website));
        if (token is null) { throw new FeathersException(error!); }
        call.Spent.Add(token.Mention);
        if (!isOAuth && _authority.Options.RenewWebsiteTokens)
        {
            token = _authority.IssueWebsite(token.Player, call.Now);
            call.Issued.Add(token.Mention);
        }

        call.Login = token;
        return Session(token, strategy!);
    }

    private static JsonObject Session(Pd2Token token, string strategy)
    {
        JsonObject authentication = new() { ["strategy"] = strategy, ["accessToken"] = token.Value };
        if (token.Kind is Pd2TokenKind.Website) { authentication["payload"] = JsonNode.Parse(Base64Url.DecodeFromChars(token.Value.Split('.')[1])); }
        return new JsonObject { ["accessToken"] = token.Value, ["authentication"] = authentication, ["user"] = UserOf(token.Player) };
    }

    private static JsonObject UserOf(EmulatedPd2Player player) => new()
    {
        ["_id"] = player.Id, ["email"] = player.Address, ["username"] = player.Username, ["created_at"] = "2025-01-02T03:04:05.000Z",
        ["game"] = new JsonObject
        {
            ["accounts"] = new JsonArray([.. player.GameAccounts.Select(one => (JsonNode)one)]), ["beta_accounts"] = new JsonArray(), ["characters_by_account"] = new JsonObject(),
            ["preferences"] = new JsonObject
            {
                ["account"] = player.FirstAccount, ["stash_page"] = 0, ["public_stash_pages"] = new JsonArray(), ["is_hardcore"] = false, ["is_ladder"] = true,
                ["notifications_chat"] = true, ["notifications_market"] = true,
            },
        },
        ["emulated"] = true,
    };
}
