using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Faults;

public sealed class A_rate_limit : EmulatorTest
{
    public static TheoryData<RateLimit, string> Documented { get; } = new()
    {
        { RateLimit.Burst, """{"version":1,"currentRequests":13,"maxRequests":10,"periodInSeconds":15,"type":"burst"}""" },
        { RateLimit.Sustain, """{"version":1,"currentRequests":31,"maxRequests":30,"periodInSeconds":300,"type":"sustain"}""" },
        { RateLimit.LimitType, """{"version":1,"currentRequests":13,"maxRequests":10,"periodInSeconds":15,"limitType":"Rate"}""" },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public async Task Has_the_documented_body(RateLimit limit, string body)
    {
        Emulator.Faults.Add(new Fault { At = "profile", RateLimit = limit });

        WireAnswer answer = await Client.GetProfileAsync("/users/me/profile/settings", null);

        Assert.Equal((429, body), ((int)answer.Status, answer.Text));
        Assert.Null(answer.Header("Retry-After"));
        Assert.StartsWith("rate limit " + limit.TypeMember, Emulator.Log.Events.Single().Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comes_from_a_scenario_with_a_wait()
    {
        EmulatorOptions options = EmulatorScenario.Parse("""
            { "faults": [ { "at": "xsts", "retryAfter": "00:01:00",
              "rateLimit": { "currentRequests": 101, "maxRequests": 100, "period": "00:00:15", "type": "Rate", "typeMember": "limitType" } } ] }
            """);
        Emulator.Faults.Add(options.Faults.Single());

        WireAnswer answer = await Client.XstsAsync(XboxFlow.XstsBody("x"));

        Assert.Equal((429, "60"), ((int)answer.Status, answer.Header("Retry-After")));
        JsonNode expected = JsonNode.Parse("""{"version":1,"currentRequests":101,"maxRequests":100,"periodInSeconds":15,"limitType":"Rate"}""")!;
        Assert.True(JsonNode.DeepEquals(expected, answer.Json), answer.Text);
    }

    [Fact]
    public void That_makes_no_sense_is_refused()
    {
        Assert.Throws<EmulatorException>(() => Emulator.Faults.Add(new Fault { At = "xsts", RateLimit = new RateLimit { Period = TimeSpan.FromSeconds(-1) } }));
        Assert.Throws<ScenarioException>(() => EmulatorScenario.Parse("""{ "faults": [ { "at": "xsts", "rateLimit": { "periodInSeconds": 15 } } ] }"""));
    }
}
