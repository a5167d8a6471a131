using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Server.Discord.Tests.World;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Discord.Tests;

/// <summary>Whatever is wrong with an answer of Discord, the client is told 503 or 401, never 500, and nobody gets a session that Discord did not confirm.</summary>
public sealed class DamageTests(DamageTests.Fixture fixture) : IClassFixture<DamageTests.Fixture>
{
    private const string Instance = "i-1";
    private static readonly string[] Steps = ["discord.code", "discord.authorization", "discord.instance"];

    // Damage that leaves what is read as it was.
    private static readonly BodyDamage[] Harmless =
        [BodyDamage.None, BodyDamage.UnknownFields, BodyDamage.NullClaims, BodyDamage.EmptyClaims, BodyDamage.NumbersAsStrings, BodyDamage.NineFractionDigits];

    private DiscordWorld World => fixture.World;

    public static TheoryData<string, BodyDamage> Damages
    {
        get
        {
            TheoryData<string, BodyDamage> all = [];
            foreach (string step in Steps)
            {
                foreach (BodyDamage damage in Enum.GetValues<BodyDamage>())
                {
                    all.Add(step, damage);
                }
            }

            return all;
        }
    }

    public static TheoryData<string, string> Answers
    {
        get
        {
            string[] answers =
            [
                "200 ", "200 null", "200 []", "200 {}", "200 \"text\"", "200 1", "204 ", "201 {}", "302 ", "304 ", "400 ", "400 <html>", "401 ", "401 <html>", "401 {}", "403 ", "403 <html>", "403 {\"code\":40333}",
                "404 <html>", "404 {}", "408 ", "418 {}", "429 ", "429 {}", "429 {\"retry_after\":-1}", "429 {\"retry_after\":1e300}", "429 {\"retry_after\":\"x\"}", "500 ", "500 {\"message\":\"500: Internal Server Error\",\"code\":0}",
                "502 <html>", "503 {\"code\":40333}", "520 <html>", "200 {\"code\":40333}", "400 {\"code\":40333}", "400 []", "400 {\"error\":\"invalid_client\"}", "401 {\"error\":\"invalid_client\"}",
                "200 {\"access_token\":\"\",\"token_type\":\"Bearer\"}", "200 {\"access_token\":\"a\"}", "200 {\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"}", "200 {\"access_token\":\"\\ud800\",\"token_type\":\"Bearer\"}",
                "200 {\"access_token\":\"a\",\"token_type\":\"mac\"}", $"200 {{\"access_token\":\"{new string('a', 4000)}\",\"token_type\":\"Bearer\"}}", $"200 {{\"access_token\":\"{new string('+', 1000)}\",\"token_type\":\"Bearer\"}}",
                $"200 {{\"application\":{{\"id\":\"{DiscordWorld.Application}\"}},\"scopes\":[\"identify\"],\"expires\":\"2030-01-08T00:00:00.000000+00:00\"}}",
                $"200 {{\"application\":{{\"id\":\"{DiscordWorld.Application}\"}},\"scopes\":[\"identify\"],\"expires\":\"2030-01-08T00:00:00.000000+00:00\",\"user\":{{\"id\":\"me\"}}}}",
                $"200 {{\"application\":{{\"id\":\"{DiscordWorld.Application}\"}},\"scopes\":[\"\\ud800\"],\"expires\":\"2030-01-08T00:00:00.000000+00:00\",\"user\":{{\"id\":\"100000000000000001\"}}}}",
                $"200 {{\"application\":{{\"id\":\"{DiscordWorld.Application}\"}},\"scopes\":\"identify\",\"expires\":\"2030-01-08T00:00:00.000000+00:00\",\"user\":{{\"id\":\"100000000000000001\"}}}}",
                $"200 {{\"application\":{{\"id\":\"{DiscordWorld.Application}\"}},\"scopes\":[\"identify\"],\"expires\":\"2029-01-08T00:00:00.000000+00:00\",\"user\":{{\"id\":\"100000000000000001\"}}}}",
                $"200 {{\"application\":{{\"id\":\"{DiscordWorld.Application}\"}},\"scopes\":[\"guilds\"],\"expires\":\"2130-01-08T00:00:00.000000+00:00\",\"user\":{{\"id\":\"100000000000000001\"}}}}",
                $"200 {{\"application\":{{\"id\":\"{DiscordWorld.Other}\"}},\"scopes\":[\"identify\"],\"expires\":\"2130-01-08T00:00:00.000000+00:00\",\"user\":{{\"id\":\"100000000000000001\"}}}}",
                $"200 {{\"application\":{{\"id\":\"{DiscordWorld.Application}\"}},\"scopes\":[\"identify\"],\"expires\":1893456000,\"user\":{{\"id\":\"100000000000000001\"}}}}",
                $"200 {{\"application_id\":\"{DiscordWorld.Application}\",\"instance_id\":\"i-1\"}}", $"200 {{\"application_id\":\"{DiscordWorld.Application}\",\"instance_id\":\"i-1\",\"users\":[]}}",
                $"200 {{\"application_id\":\"{DiscordWorld.Application}\",\"instance_id\":\"i-2\",\"users\":[\"100000000000000001\"]}}", $"200 {{\"application_id\":\"{DiscordWorld.Other}\",\"instance_id\":\"i-1\",\"users\":[\"100000000000000001\"]}}",
            ];
            TheoryData<string, string> all = [];
            foreach (string step in Steps)
            {
                foreach (string answer in answers)
                {
                    all.Add(step, answer);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_answer_lets_nobody_in(string step, BodyDamage damage)
    {
        Answer answer = await TryAsync(new Fault { At = step, Damage = damage });
        if (Harmless.Contains(damage))
        {
            Assert.Equal(200, (int)answer.Status);
            Assert.Equal(World.Discord.IdOf("emunova"), Jwt.Claims(answer.AccessToken).Text("discord_id"));
        }
        else if ((step, damage) is (not "discord.authorization", BodyDamage.BadDates))
        {
            Assert.Equal(200, (int)answer.Status);
        }
        else
        {
            IsRefused(answer);
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Another_answer_lets_nobody_in(string step, string told)
    {
        string body = told[4..];
        IsRefused(await TryAsync(new Fault
        {
            At = step, Status = int.Parse(told[..3]), Body = body, ContentType = body.StartsWith('<') ? "text/html" : "application/json",
            Headers = told.StartsWith("302", StringComparison.Ordinal) ? new Dictionary<string, string> { ["Location"] = "/api/v10/oauth2/@me" } : new Dictionary<string, string>(),
        }));
    }

    [Theory]
    [InlineData("discord.code", false)]
    [InlineData("discord.code", true)]
    [InlineData("discord.authorization", false)]
    [InlineData("discord.authorization", true)]
    [InlineData("discord.instance", false)]
    public async Task A_connection_that_ends_lets_nobody_in(string step, bool after) => IsRefused(await TryAsync(new Fault { At = step, Drop = true, AfterState = after }));

    [Theory]
    [InlineData("discord.code")]
    [InlineData("discord.authorization")]
    [InlineData("discord.instance")]
    public async Task Who_does_not_answer_is_waited_for_as_long_as_the_option_says(string step)
    {
        await using DiscordWorld world = await StartAsync();
        world.Emulator.Faults.Add(new Fault { At = step, NoAnswer = true });
        Task<Answer> waiting = world.PostAsync(Body(world));
        while (!world.Clock.HasTimer(TimeSpan.FromSeconds(10)) || world.Calls(step) == 0)
        {
            Assert.False(waiting.IsCompleted);
            await Task.Yield();
        }

        world.Clock.Advance(TimeSpan.FromSeconds(10));
        IsRefused(await waiting);
    }

    [Fact]
    public async Task A_discord_that_is_not_there_costs_no_budget()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync(static options =>
        {
            // Nobody listens there.
            options.Endpoint = new Uri("http://127.0.0.1:9/");
            (options.CodeBudget, options.TokenBudget) = (1, 1);
        });
        for (int i = 0; i < 3; i++)
        {
            Answer code = await world.PostAsync(world.CodeBody());
            Answer token = await world.PostAsync(world.TokenBody());
            Assert.Equal(((503, "temporarily_unavailable"), 1d), (code.Outcome, code.RetryAfterSeconds));
            Assert.Equal(((503, "temporarily_unavailable"), 1d), (token.Outcome, token.RetryAfterSeconds));
        }

        Assert.Contains("Discord can not be reached", world.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_Discord_does_not_accept_is_the_servers_fault_and_not_the_players()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync(static options => options.ClientSecret = "CANARY-secret");
        Assert.Equal((503, "temporarily_unavailable"), (await world.PostAsync(world.CodeBody())).Outcome);
        Assert.Contains("set GameAuth:Discord:ClientSecret", world.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("CANARY", world.Logs.Text, StringComparison.Ordinal);
    }

    private static void IsRefused(Answer answer)
    {
        Assert.True(answer.Outcome is (503, "temporarily_unavailable") or (401, "invalid_discord_auth"), $"{answer.Outcome} {answer.Text}");
        Assert.Null(answer.SetCookie);
        Assert.DoesNotContain("access_token", answer.Text, StringComparison.Ordinal);
    }

    private static JsonObject Body(DiscordWorld world)
    {
        JsonObject body = world.CodeBody();
        body["instance_id"] = Instance;
        return body;
    }

    private static async Task<DiscordWorld> StartAsync()
    {
        DiscordWorld world = await DiscordWorld.StartAsync();
        world.Discord.SetInstance(new EmulatedDiscordInstance { InstanceId = Instance, Users = ["emunova"] });
        return world;
    }

    // Before each the clock goes on by more than a ban, a window and a memory last.
    private async Task<Answer> TryAsync(Fault fault)
    {
        World.Clock.ShiftWallClock(TimeSpan.FromDays(2));
        World.Emulator.Faults.Clear();
        string subject = World.Discord.IdOf("emunova");
        int sessions = (await World.Memory.ListFamiliesAsync(subject, 1000, default)).Count;
        World.Emulator.Faults.Add(fault);
        int struck = World.Emulator.Log.Events.Count(static one => one.Fault is not null);
        Answer answer = await World.PostAsync(Body(World));
        Assert.Equal(struck + 1, World.Emulator.Log.Events.Count(static one => one.Fault is not null));
        Assert.Equal(answer.Status == System.Net.HttpStatusCode.OK ? sessions + 1 : sessions, (await World.Memory.ListFamiliesAsync(subject, 1000, default)).Count);
        return answer;
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public DiscordWorld World { get; private set; } = null!;

        public async Task InitializeAsync() => World = await StartAsync();

        public Task DisposeAsync() => World.DisposeAsync().AsTask();
    }
}
