using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;
using GameAuth.Testing;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>
/// The emulator's own gateway, which other hands wrote from the same text, gets the same requests as this one: status, code, members and headers agree. What differs on purpose is avoided by
/// the walk, and stands in <c>docs/hytale-gateway.md</c>.
/// </summary>
public class DifferentialTests : GatewayTest
{
    private const int Requests = 400;
    private const int Longest = 50;

    [Fact]
    public async Task The_same_400_requests_get_the_same_answers()
    {
        List<string> differences = [];
        Dictionary<string, int> kinds = new(StringComparer.Ordinal);
        int count = 0;
        for (int seed = 1; count < Requests; seed++)
        {
            await using GatewayWorld ours = await StartAsync();
            await foreach ((string name, Answer our, Answer their) in WalkAsync(ours, seed))
            {
                count++;
                kinds[$"{name} {our.Status}"] = kinds.GetValueOrDefault($"{name} {our.Status}") + 1;
                if (ShapeOf(our) != ShapeOf(their))
                {
                    differences.Add($"{seed} {name}: ours {ShapeOf(our)} {our.Raw}, theirs {ShapeOf(their)} {their.Raw}");
                }
            }
        }

        Assert.Empty(differences);

        // The walks have been everywhere.
        Assert.True(kinds.Count >= 24, string.Join(", ", kinds));
        Assert.All((string[])["approved 200", "profiles 200", "select 200", "new 200", "refresh 200", "refresh session 400", "end session 200"], kind => Assert.Contains(kind, kinds));
    }

    private static async IAsyncEnumerable<(string Name, Answer Ours, Answer Theirs)> WalkAsync(GatewayWorld ours, int seed)
    {
        FakeClock clock = new();
        await using GameAuthEmulator theirs = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "hytale" }, TimeProvider = clock });
        theirs.SignIns.Default = new SignInScript { Decision = SignInDecision.Manual };
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = theirs.Hosts["gateway.hytale.test"] };
        Walk walk = new(seed);
        for (int i = 0; i < Longest; i++)
        {
            Step step = walk.Next();
            clock.Advance(step.After);
            await ours.PassAsync(step.After);
            if (step.Decide is { } decide)
            {
                decide(ours.Emulator.Hytale, walk.Ours.User!);
                decide(theirs.Hytale, walk.Theirs.User!);
            }

            Answer our = await ours.SendAsync(step.Build(walk.Ours));
            using HttpResponseMessage response = await client.SendAsync(step.Build(walk.Theirs));
            Answer their = await Answer.ReadAsync(response);
            walk.Learn(step, our, their);
            yield return (step.Name, our, their);
            if (step.Name == "late refresh")
            {
                // Soon the access token ends, and who has none is counted by what here is his address, and there the account that he was.
                break;
            }
        }
    }

    // Without created_at of a profile, which Hytale does not say.
    private static string ShapeOf(Answer answer)
    {
        IEnumerable<string> members = answer.Json.EnumerateObject().Select(static one => one.Value.ValueKind == System.Text.Json.JsonValueKind.Array
            ? $"{one.Name}[{string.Join('+', one.Value.EnumerateArray().Select(static item => string.Join(',', item.EnumerateObject().Select(static member => member.Name).Where(static name => name != "created_at"))).Distinct())}]"
            : one.Name);
        string limit = string.Join('/', ((string[])["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]).Select(name => answer.Headers.GetValueOrDefault(name, "-")));
        return $"{answer.Status} {answer.Find("code")} {answer.Find("retry_after")} ({string.Join(' ', members)}) {limit}";
    }
}
