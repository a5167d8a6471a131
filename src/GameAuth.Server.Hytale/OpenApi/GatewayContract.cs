using System.Text.Json.Nodes;

namespace GameAuth.Server.Hytale;

/// <summary>What a call takes and answers, as its description for machines has it. The endpoints and the tests go by the same rows. Immutable.</summary>
/// <param name="Operation">The call.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Body">The members of its body.</param>
/// <param name="Answer">The members of its answer, in their order.</param>
/// <param name="Errors">The rows of the table of errors that it answers with, beside those of every call.</param>
internal sealed record GatewayContract(
    GatewayOperation Operation, string Summary, IReadOnlyList<GatewayMember> Body, IReadOnlyList<GatewayMember> Answer, IReadOnlyList<GatewayError> Errors)
{
    private const string Token = "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9...";
    private const string Account = "550e8400-e29b-41d4-a716-446655440000";
    private const string Profile = "f47ac10b-58cc-4372-a567-0e02b2c3d479";
    private const string Session = "550e8400-e29b-41d4-a716-446655440002";

    private static readonly GatewayError[] OfAll = [GatewayError.InsecureTransport, GatewayError.RateLimited, GatewayError.OutcomeUnknown, GatewayError.Unavailable];
    private static readonly GatewayError[] OfBearers = [GatewayError.InvalidBody, GatewayError.Unauthorized, GatewayError.Reauthenticate, GatewayError.Forbidden];
    private static readonly GatewayMember AccountId = GatewayMember.Id("account_id", Account);
    private static readonly GatewayMember ProfileId = GatewayMember.Id("profile_uuid", Profile);
    private static readonly GatewayMember SessionId = GatewayMember.Id("session_id", Session);
    private static readonly GatewayMember[] CallerTokens =
        [GatewayMember.Text("access_token", Token), GatewayMember.Text("refresh_token", "refresh_" + Token), GatewayMember.Number("expires_in", 3600), GatewayMember.Text("token_type", "Bearer")];

    private static readonly GatewayMember[] SessionTokens =
        [GatewayMember.Text("session_token", Token), GatewayMember.Text("identity_token", Token), GatewayMember.Time("expires_at", "2025-01-14T11:30:00Z")];

    public static IReadOnlyList<GatewayContract> All { get; } =
    [
        new(
            GatewayOperation.DeviceCode, "Request a device code", [],
            [
                GatewayMember.Text("device_code", "DE123456789ABCDEF"), GatewayMember.Text("user_code", "AB12-CD34"), GatewayMember.Text("verification_uri", "https://accounts.hytale.com/device") with { Format = "uri" },
                GatewayMember.Number("expires_in", 1800), GatewayMember.Number("interval", 5),
            ],
            [GatewayError.DeviceCodeFailed]),
        new(
            GatewayOperation.Token, "Poll for tokens", [GatewayMember.Text("device_code", "DE123456789ABCDEF")], [.. CallerTokens, AccountId],
            [GatewayError.InvalidBody, GatewayError.InvalidDeviceCode, GatewayError.PendingFor(TimeSpan.FromSeconds(5)), GatewayError.Declined, GatewayError.SessionLimitAtPoll(100), GatewayError.DeviceCodeEnded]),
        new(GatewayOperation.Refresh, "Refresh the tokens of a caller", [GatewayMember.Text("refresh_token", "refresh_" + Token)], CallerTokens, [GatewayError.InvalidBody, GatewayError.RefreshRefused, GatewayError.RefreshLimited]),
        new(GatewayOperation.Profiles, "List the profiles of the account", [], [AccountId, GatewayMember.Profiles], [.. OfBearers, GatewayError.MissingScope]),
        new(
            GatewayOperation.SelectProfile, "Select a profile for the account", [ProfileId],
            [AccountId, GatewayMember.Id("profile_id", Profile), GatewayMember.Text("username", "PlayerName"), GatewayMember.Time("selected_at", "2025-01-14T10:30:00Z")],
            [.. OfBearers, GatewayError.InvalidProfile, GatewayError.NotOfAccount]),
        new(
            GatewayOperation.SessionNew, "Create a game session", [ProfileId with { IsOptional = true }],
            [SessionId, AccountId, GatewayMember.Id("profile_id", Profile), .. SessionTokens, GatewayMember.Time("created_at", "2025-01-14T10:30:00Z")],
            [.. OfBearers, GatewayError.InvalidProfile, GatewayError.SessionLimit(100), GatewayError.NoProfile]),
        new(
            GatewayOperation.SessionRefresh, "Refresh a game session", [SessionId], [SessionId, .. SessionTokens, GatewayMember.Time("refreshed_at", "2025-01-14T10:40:00Z")],
            [.. OfBearers, GatewayError.TooEarly, GatewayError.NoSession]),
        new(
            GatewayOperation.SessionDelete, "Terminate a game session", [SessionId], [SessionId, GatewayMember.Time("terminated_at", "2025-01-14T10:45:00Z"), GatewayMember.Text("status", "deleted")],
            [.. OfBearers, GatewayError.NoSessionToEnd]),
    ];

    /// <summary>The rows of each status that it may answer with.</summary>
    public IEnumerable<IGrouping<int, GatewayError>> ByStatus => Errors.Concat(OfAll).GroupBy(static error => error.Status).OrderBy(static status => status.Key);

    public static GatewayContract Of(GatewayOperation operation) => All.First(one => one.Operation == operation);
}

/// <summary>A member of a body or an answer. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in JSON.</param>
internal sealed record GatewayMember(string Name, GatewayMemberType Type)
{
    public string? Format { get; init; }

    public bool IsOptional { get; init; }

    /// <summary>Makes an example of it.</summary>
    public required Func<JsonNode> Example { get; init; }

    public static GatewayMember Profiles { get; } = new("profiles", GatewayMemberType.Profiles)
    {
        Example = static () => new JsonArray(
            new JsonObject { ["uuid"] = "f47ac10b-58cc-4372-a567-0e02b2c3d479", ["username"] = "PlayerName" }, new JsonObject { ["uuid"] = "550e8400-e29b-41d4-a716-446655440001", ["username"] = "AltCharacter" }),
    };

    public static GatewayMember Text(string name, string example) => new(name, GatewayMemberType.Text) { Example = () => JsonValue.Create(example) };

    public static GatewayMember Id(string name, string example) => Text(name, example) with { Format = "uuid" };

    public static GatewayMember Time(string name, string example) => Text(name, example) with { Format = "date-time" };

    public static GatewayMember Number(string name, int example) => new(name, GatewayMemberType.Number) { Example = () => JsonValue.Create(example) };
}

/// <summary>The types that members have.</summary>
internal enum GatewayMemberType
{
    Text,
    Number,
    Profiles,
}
