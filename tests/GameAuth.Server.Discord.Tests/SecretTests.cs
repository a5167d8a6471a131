using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Server.Discord.Tests.World;

namespace GameAuth.Server.Discord.Tests;

public sealed class SecretTests
{
    [Fact]
    public async Task No_token_code_secret_or_nonce_is_in_a_log_an_event_or_an_error()
    {
        const string bot = "CANARY-bot-token";
        await using DiscordWorld world = await DiscordWorld.StartAsync(
            static options => (options.ClientSecret, options.BotToken) = ("CANARY-client-secret", bot),
            static discord =>
            {
                discord.Applications.Clear();
                discord.Applications.Add(EmulatedDiscordApplication.Default with { ClientSecret = "CANARY-client-secret", BotToken = bot });
            });
        world.Discord.SetInstance(new EmulatedDiscordInstance { InstanceId = "i-1", Users = ["emunova"] });
        List<string> secrets = ["CANARY", DiscordWorld.Verifier];
        List<Answer> errors = [];
        JsonObject code = world.CodeBody();
        (code["client_nonce"], code["instance_id"]) = ("CANARY-nonce-0123456789", "i-1");
        Answer signedIn = await world.PostAsync(code);
        string token = world.Discord.IssueAccessToken("emunova");
        secrets.AddRange([signedIn.DiscordToken!, signedIn.AccessToken, code["code"]!.GetValue<string>(), token]);
        Assert.Equal(200, (int)(await world.PostAsync(world.TokenBody(token))).Status);
        Assert.Equal(200, (int)(await world.PostAsync(world.SdkBody(token))).Status);
        errors.Add(await world.PostAsync(world.TokenBody("CANARY-unknown")));
        errors.Add(await world.PostAsync(world.TokenBody("CANARY unfit")));
        errors.Add(await world.PostAsync(world.SdkBody(token, user: world.Discord.IdOf("emupixel"))));
        JsonObject junk = world.CodeBody();
        junk["code"] = "CANARY-code";
        errors.Add(await world.PostAsync(junk));
        JsonObject odd = world.CodeBody();
        odd["redirect_uri"] = "https://CANARY.example/";
        errors.Add(await world.PostAsync(odd));
        JsonObject unknown = world.CodeBody();
        unknown["CANARY"] = "CANARY";
        errors.Add(await world.PostAsync(unknown));
        foreach (Fault fault in new Fault[]
        {
            new() { At = "discord.code", Status = 500, Body = "CANARY" }, new() { At = "discord.code", Status = 200, Body = """{"access_token":"CANARY token","token_type":"Bearer"}""" },
            new() { At = "discord.code", Status = 400, Body = """{"error":"CANARY","error_description":"CANARY"}""" }, new() { At = "discord.code", Status = 401, Body = """{"error":"invalid_client","error_description":"CANARY"}""" },
            new() { At = "discord.authorization", Drop = true }, new() { At = "discord.authorization", Damage = BodyDamage.Html }, new() { At = "discord.code", Damage = BodyDamage.Truncated },
            new() { At = "discord.instance", Status = 401, Body = """{"message":"CANARY","code":0}""" }, Fault.DiscordRateLimit("discord.code", TimeSpan.FromSeconds(1)),
        })
        {
            world.Emulator.Faults.Add(fault);
            JsonObject body = world.CodeBody();
            body["instance_id"] = "i-1";
            secrets.Add(body["code"]!.GetValue<string>());
            errors.Add(await world.PostAsync(body));
            world.Clock.ShiftWallClock(TimeSpan.FromSeconds(2));
        }

        world.Discord.Ban();
        errors.Add(await world.PostAsync(world.CodeBody()));
        await world.PostAsync(DiscordWorld.Events, new StringContent("CANARY"), ("X-Signature-Ed25519", "CANARY"), ("X-Signature-Timestamp", "CANARY"));
        Assert.All(errors, static error => Assert.NotNull(error.Error));
        Assert.True(world.Logs.Lines.Count > 50);
        string[] told = [.. errors.Select(static error => error.Text), .. world.Logs.Lines, .. world.Recorded.Events.Select(static happened => happened.ToString())];
        foreach (string secret in secrets)
        {
            Assert.DoesNotContain(told, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }
}
