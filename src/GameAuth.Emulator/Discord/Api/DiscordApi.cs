using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Discord.Api;

/// <summary>What an application reads: whose a token is and for whom it was made, the user, and who is in an activity.</summary>
internal sealed class DiscordApi(DiscordAuthority authority)
{
    public IEnumerable<EmulatedRoute> Routes(string prefix) =>
    [
        EmulatedRoute.At("GET", prefix + "/oauth2/@me", DiscordSteps.Authorization, ForUser(Authorization)),
        EmulatedRoute.At("GET", prefix + "/users/@me", DiscordSteps.User, ForUser(User)),
        EmulatedRoute.Under("GET", prefix + "/applications/{application}/activity-instances/{instance}", DiscordSteps.Instance, Instance),
    ];

    private Reply Authorization(Exchange exchange, DiscordToken token)
    {
        EmulatedDiscordApplication application = authority.Find(token.Family.ClientId)!;
        JsonObject body = new()
        {
            ["application"] = new JsonObject
            {
                ["id"] = application.Id, ["name"] = application.Name, ["icon"] = null, ["description"] = "", ["bot_public"] = true, ["bot_require_code_grant"] = false,
                ["verify_key"] = authority.PublicKeyOf(application),
            },
            ["scopes"] = new JsonArray([.. token.Family.Scopes.Select(scope => JsonValue.Create(scope))]),
            ["expires"] = DiscordText.Time(token.NotAfter),
        };
        if (token.Family.Scopes.Contains("identify")) { body["user"] = token.Family.Owner.ToJson(); }
        return Reply.Of(200, body);
    }

    /// <summary>No member says for which application the token was made.</summary>
    private Reply User(Exchange exchange, DiscordToken token) => token.Family.Scopes.Contains("identify")
        ? Reply.Of(200, token.Family.Owner.ToJson(token.Family.Scopes))
        : DiscordReply.Unauthorized(exchange, 40001, "the scope has no identify");

    private Reply Instance(Exchange exchange)
    {
        string? botToken = DiscordReply.CredentialOf(exchange, "Bot ");
        if (authority.Applications.FirstOrDefault(one => one.BotToken == botToken) is not { } application) { return DiscordReply.Unauthorized(exchange, 0, "no bot token of an application"); }
        if (application.Id != exchange.Places[0]) { return DiscordReply.NotFound(exchange, "the bot is of another application"); }
        if (!authority.Instances.TryGetValue(exchange.Places[1], out EmulatedDiscordInstance? instance)) { return DiscordReply.NotFound(exchange, "no such instance"); }
        string ofApplication = instance.ApplicationId ?? authority.Applications[0].Id;
        return ofApplication == application.Id ? Reply.Of(200, Tell(instance, application)) : DiscordReply.NotFound(exchange, "the instance is of another application");
    }

    private JsonObject Tell(EmulatedDiscordInstance instance, EmulatedDiscordApplication application)
    {
        string kind = instance.GuildId is null ? "pc" : "gc";
        JsonObject location = new() { ["id"] = $"{kind}-{(instance.GuildId is { } id ? id + "-" : "")}{instance.ChannelId}", ["kind"] = kind, ["channel_id"] = instance.ChannelId };
        if (instance.GuildId is { } guild) { location["guild_id"] = guild; }
        return new JsonObject
        {
            ["application_id"] = application.Id,
            ["instance_id"] = instance.InstanceId,
            ["launch_id"] = instance.LaunchId ?? DiscordText.SnowflakeOf("launch " + instance.InstanceId),
            ["location"] = location,
            ["users"] = new JsonArray([.. instance.Users.Select(name => JsonValue.Create(authority.OwnerCalled(name)?.Id ?? name))]),
        };
    }

    private Func<Exchange, Reply> ForUser(Func<Exchange, DiscordToken, Reply> answer) => exchange =>
    {
        DiscordToken? token = authority.Tokens.Present(exchange, DiscordReply.CredentialOf(exchange, "Bearer "), one => one.Kind is DiscordTokenKind.Access);
        return token is not null && token.IsGood(exchange.Now)
            ? answer(exchange, token)
            : DiscordReply.Unauthorized(exchange, authority.Options.InvalidTokenCode, token is null ? "no access token of this emulator's" : "the access token is expired or revoked");
    };
}

/// <summary>The refusals of the API: a message and a code.</summary>
internal static class DiscordReply
{
    /// <summary>The text after the scheme in <c>Authorization</c>; null without such a header.</summary>
    public static string? CredentialOf(Exchange exchange, string scheme)
    {
        string header = exchange.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && header.Length > scheme.Length ? header[scheme.Length..] : null;
    }

    public static Reply Unauthorized(Exchange exchange, int code, string why) => exchange.Refuse(401, why, Body(WordsOf(code), code));

    public static Reply NotFound(Exchange exchange, string why) => exchange.Refuse(404, why, Body("404: Not Found", 0));

    public static JsonObject Body(string message, int code) => new() { ["message"] = message, ["code"] = code };

    public static string WordsOf(int code) => code switch
    {
        40001 => "Unauthorized. Provide a valid token and try again",
        50025 => "Invalid OAuth2 access token provided",
        _ => "401: Unauthorized",
    };
}
