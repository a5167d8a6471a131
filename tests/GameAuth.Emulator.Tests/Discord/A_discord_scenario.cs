namespace GameAuth.Emulator.Tests.Discord;

public sealed class A_discord_scenario
{
    [Fact]
    public void That_is_empty_changes_nothing()
    {
        DiscordEmulatorOptions options = EmulatorScenario.Parse("""{ "discord": {} }""").Discord;

        Assert.Empty(options.Users);
        Assert.Equal((true, true, 50, 10_000, 600.0), (options.RepeatAccessTokens, options.RequireUserAgent, options.GlobalLimit, options.InvalidRequestLimit, options.InvalidRequestWindow.TotalSeconds));
        Assert.Equal((100.0, 604_800.0), (options.Lifetimes.AuthorizationCode.TotalSeconds, options.Lifetimes.Access.TotalSeconds));
    }

    [Fact]
    public void Sets_every_option()
    {
        EmulatorOptions all = EmulatorScenario.Parse("""
            {
              "signIns": [ { "player": "A" } ],
              "faults": [ { "at": "discord.code", "status": 503 }, { "at": "discord" } ],
              "discord": {
                "applications": [ { "id": "930000000000000005", "name": "N", "clientSecret": "s", "botToken": "b", "redirectUris": [], "webhookUri": "http://127.0.0.1:5000/e" } ],
                "users": [ { "username": "a", "userId": "940000000000000005", "globalName": "G", "avatar": "v", "email": "e@example.test", "locale": "de", "publicFlags": 3, "premiumType": 1 } ],
                "instances": [ { "instanceId": "i", "applicationId": "930000000000000005", "launchId": "l", "channelId": "c", "guildId": "", "users": [ "A" ] } ],
                "repeatAccessTokens": false, "requireUserAgent": false, "invalidTokenCode": 50025, "globalLimit": 1, "bucketLimit": 2, "bucketWindow": "00:00:03",
                "invalidRequestLimit": 4, "invalidRequestWindow": "00:00:05", "banDuration": "00:00:06", "banStyle": "json",
                "lifetimes": { "authorizationCode": "00:00:07", "access": "00:00:08", "refresh": "00:00:09" }
              }
            }
            """);

        DiscordEmulatorOptions options = all.Discord;
        EmulatedDiscordApplication application = options.Applications.Single();
        Assert.Equal(("930000000000000005", "N", "s", "b", "http://127.0.0.1:5000/e"), (application.Id, application.Name, application.ClientSecret, application.BotToken, application.WebhookUri!.AbsoluteUri));
        Assert.Empty(application.RedirectUris);
        Assert.Equal(
            new EmulatedDiscordUser { Username = "a", UserId = "940000000000000005", GlobalName = "G", Avatar = "v", Email = "e@example.test", Locale = "de", PublicFlags = 3, PremiumType = 1 },
            options.Users.Single());
        EmulatedDiscordInstance instance = options.Instances.Single();
        Assert.Equal(("i", "930000000000000005", "l", "c", null, "A"), (instance.InstanceId, instance.ApplicationId, instance.LaunchId, instance.ChannelId, instance.GuildId, instance.Users.Single()));
        Assert.Equal((false, false, 50025, DiscordBanStyle.Json), (options.RepeatAccessTokens, options.RequireUserAgent, options.InvalidTokenCode, options.BanStyle));
        Assert.Equal((1, 2, 4), (options.GlobalLimit, options.BucketLimit, options.InvalidRequestLimit));
        DiscordLifetimes lives = options.Lifetimes;
        Assert.Equal([3, 5, 6, 7, 8, 9], new[] { options.BucketWindow, options.InvalidRequestWindow, options.BanDuration, lives.AuthorizationCode, lives.Access, lives.Refresh }.Select(time => time.TotalSeconds));
    }

    [Theory]
    [InlineData("""{ "discord": { "banstyle": "json" } }""", "$.discord.banstyle", "banStyle")]
    [InlineData("""{ "discord": { "banStyle": "loud" } }""", "$.discord.banStyle", "forbidden, tooManyRequests, json")]
    [InlineData("""{ "discord": { "applications": [ { "name": "N" } ] } }""", "$.discord.applications[0].id", "required")]
    [InlineData("""{ "discord": { "applications": [ { "id": "930000000000000005", "webhookUri": "e" } ] } }""", "$.discord.applications[0].webhookUri", "absolute")]
    [InlineData("""{ "discord": { "applications": [ { "id": "930000000000000005", "webhookUri": "https://example.test/" } ] } }""", "$.discord", "loopback")]
    [InlineData("""{ "discord": { "users": [ { "username": "a", "userId": "1" } ] } }""", "$.discord", "17 to 20")]
    [InlineData("""{ "discord": { "instances": [ { "instanceId": "i", "users": [ "zoe" ] } ] } }""", "$.discord", "'zoe'")]
    [InlineData("""{ "discord": { "bucketLimit": 0 } }""", "$.discord.bucketLimit", "from 1")]
    [InlineData("""{ "faults": [ { "at": "discord.cod" } ] }""", "$.faults[0]", "discord.code")]
    [InlineData("""{ "signIns": [ { "player": "zoe" } ] }""", "$.signIns[0].player", "emupixel")]
    public void That_makes_no_sense_is_refused_at_its_place_with_the_fix(string json, string path, string fix)
    {
        ScenarioException error = Assert.Throws<ScenarioException>(() => EmulatorScenario.Parse(json));

        Assert.Equal(path, error.JsonPath);
        Assert.Contains(fix, error.Problem, StringComparison.Ordinal);
    }
}
