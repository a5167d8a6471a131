using System.Text;
using GameAuth.Emulator;

namespace GameAuth.Server.Hytale.Tests.World;

/// <summary>One way of a caller through the API, by chance. What the two gateways do otherwise on purpose is avoided.</summary>
internal sealed class Walk(int seed)
{
    private readonly Random _random = new(seed);
    private bool _hasCode;
    private bool _hasTokens;
    private bool _hasSession;
    private bool _isLate;

    public Side Ours { get; } = new();

    public Side Theirs { get; } = new();

    public Step Next()
    {
        List<Func<Step>> steps =
        [
            () => Post("unknown endpoint", "/nothing", "{}"), () => Other("other method", HttpMethod.Get, "/profiles"), () => Post("no object", "/device-code", "[]"),
            () => Post("no object", "/game-session/new", "{"), () => Post("no bearer", "/profiles", "{}"), () => Post("unknown code", "/token", """{"device_code":"DE123456789ABCDEF"}"""),
            () => Post("junk refresh", "/refresh", """{"refresh_token":"refresh_x"}"""), () => Post("no refresh", "/refresh", "{}"),
            () => Post("junk bearer", "/game-session/delete", """{"session_id":"x"}""", static _ => "x.y.z"),
        ];
        if (!_isLate)
        {
            steps.Add(() => Post("device code", "/device-code", "{}") with { Take = TakeCode });
        }

        if (_hasCode)
        {
            steps.AddRange(
            [
                Poll, Poll, .. Enumerable.Repeat<Func<Step>>(() => Poll() with { Name = "approved", Decide = static (hytale, user) => hytale.Approve(user), Take = TakeTokens }, 4),
                () => Poll() with { Name = "declined", Decide = static (hytale, user) => hytale.Decline(user), Take = DropCode },
            ]);
        }

        if (_hasTokens)
        {
            steps.AddRange(
            [
                () => Post("profiles", "/profiles", "{}", Bearer), () => Post("select", "/select-profile", Profile(GatewayWorld.Miner), Bearer),
                () => Post("select upper", "/select-profile", Profile(GatewayWorld.Miner.ToUpperInvariant()), Bearer), () => Post("select odd", "/select-profile", Profile("{x}"), Bearer),
                () => Post("select foreign", "/select-profile", Profile("f47ac10b-58cc-4372-a567-0e02b2c3d479"), Bearer), () => Post("new odd", "/game-session/new", Profile("x"), Bearer),
                () => Post("new foreign", "/game-session/new", Profile("f47ac10b-58cc-4372-a567-0e02b2c3d479"), Bearer),
                () => Post("new", "/game-session/new", Profile(GatewayWorld.Ranger), Bearer) with { Take = TakeSession }, () => Post("unknown session", "/game-session/refresh", "{\"session_id\":\"x\"}", Bearer),
                () => new Step("refresh", TimeSpan.Zero, static side => Request("/refresh", GatewayWorld.Body("refresh_token", side.Refresh!))) { Take = TakeRefreshed },
            ]);
        }

        if (_hasSession)
        {
            // More of what comes seldom.
            steps.AddRange([.. Enumerable.Repeat<Func<Step>>(() => OfSession("refresh session", "/game-session/refresh", TimeSpan.FromSeconds(61)), 4), () => OfSession("refresh session", "/game-session/refresh", TimeSpan.FromSeconds(61)), () => OfSession("end session", "/game-session/delete", TimeSpan.Zero) with { Take = static (side, _) => side.Session = null }]);
            if (!_isLate)
            {
                steps.AddRange(Enumerable.Repeat<Func<Step>>(() => OfSession("late refresh", "/game-session/refresh", TimeSpan.FromMinutes(51)), 2));
            }
        }

        return steps[_random.Next(steps.Count)]();
    }

    public void Learn(Step step, Answer ours, Answer theirs)
    {
        if (ours.Status == 200 && theirs.Status == 200)
        {
            step.Take?.Invoke(Ours, ours);
            step.Take?.Invoke(Theirs, theirs);
        }

        if (step.Decide is not null)
        {
            (Ours.User, Theirs.User) = (null, null);
        }

        // Codes have other lives on both sides, and nothing is refreshed twice here.
        _isLate |= step.Name == "late refresh";
        (_hasCode, _hasTokens, _hasSession) = (Ours.User is not null && !_isLate, Ours.Access is not null, Ours.Session is not null && Theirs.Session is not null && step.Name != "late refresh");
    }

    private static void TakeCode(Side side, Answer answer) => (side.Device, side.User) = (answer.Text("device_code"), answer.Text("user_code"));

    private static void TakeTokens(Side side, Answer answer) => (side.Access, side.Refresh) = (answer.Text("access_token"), answer.Text("refresh_token"));

    private static void TakeRefreshed(Side side, Answer answer) => TakeTokens(side, answer);

    private static void TakeSession(Side side, Answer answer) => side.Session = answer.Text("session_id");

    private static void DropCode(Side side, Answer answer) => side.User = null;

    private static string? Bearer(Side side) => side.Access;

    private static string Profile(string id) => GatewayWorld.Body("profile_uuid", id);

    // Polled when a poll is due: an earlier one is answered from the row here.
    private static Step Poll() => new("poll", TimeSpan.FromSeconds(5), static side => Request("/token", GatewayWorld.Body("device_code", side.Device!)));

    private static Step OfSession(string name, string path, TimeSpan after) => new(name, after, side => Request(path, GatewayWorld.Body("session_id", side.Session!), side.Access));

    private static Step Post(string name, string path, string body, Func<Side, string?>? bearer = null) => new(name, TimeSpan.Zero, side => Request(path, body, bearer?.Invoke(side)));

    private static Step Other(string name, HttpMethod method, string path) => new(name, TimeSpan.Zero, _ => new HttpRequestMessage(method, GatewayWorld.Root + path));

    private static HttpRequestMessage Request(string path, string body, string? bearer = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, GatewayWorld.Root + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (bearer is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        }

        return request;
    }
}

/// <summary>What one side has given out.</summary>
internal sealed class Side
{
    public string? Device { get; set; }

    public string? User { get; set; }

    public string? Access { get; set; }

    public string? Refresh { get; set; }

    public string? Session { get; set; }
}

/// <summary>A request of the walk, and what is to happen before it and after.</summary>
internal sealed record Step(string Name, TimeSpan After, Func<Side, HttpRequestMessage> Build)
{
    public Action<HytaleEmulator, string>? Decide { get; init; }

    public Action<Side, Answer>? Take { get; init; }
}
