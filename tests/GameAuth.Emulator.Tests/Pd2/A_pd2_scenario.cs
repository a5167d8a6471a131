namespace GameAuth.Emulator.Tests.Pd2;

public sealed class A_pd2_scenario
{
    [Fact]
    public void That_is_empty_changes_nothing()
    {
        Pd2EmulatorOptions options = EmulatorScenario.Parse("""{ "pd2": {} }""").Pd2;

        Assert.Empty(options.Players);
        Assert.Equal((Pd2Generation.Feathers4, true, 25.0, "pd2-token", Pd2Conformance.None), (options.Generation, options.RenewWebsiteTokens, options.PingInterval.TotalSeconds, options.TokenKey, options.Conformance));
        Assert.Equal("synthetic-pd2-client", options.ClientSecret);
    }

    [Fact]
    public void Sets_every_option()
    {
        EmulatorOptions all = EmulatorScenario.Parse("""
            {
              "signIns": [ { "player": "EmuA" } ],
              "faults": [ { "at": "pd2.stash.get", "noAnswer": true } ],
              "pd2": {
                "clientId": "c", "clientSecret": "", "redirectUri": "app://r", "scope": "openid", "enforceScopes": false, "generation": "feathers5", "allowEngine3": true,
                "pingInterval": "00:00:00.300", "pingTimeout": "00:00:00.200", "connectTimeout": "00:00:01", "maxPayload": 1000, "renewWebsiteTokens": false, "websiteTokenAtRest": true,
                "oauthStrategy": "oauth", "rotateRefreshTokens": false, "detectRefreshTokenReuse": false, "gameInterval": "00:00:02", "enforceGameInterval": true, "loginStyle": "popup",
                "tokenKey": "k", "tokenDelay": "00:00:03", "conformance": "socketIo",
                "lifetimes": { "authorizationCode": "00:02:00", "website": "00:03:00", "access": "00:04:00", "refresh": "00:05:00" },
                "players": [ {
                  "username": "EmuA", "userId": "0123456789abcdef01234567", "email": "a@example.test", "accounts": [ "a1" ],
                  "stashes": [ { "account": "a1", "isHardcore": true, "isLadder": false, "items": [ { "hash": "h", "name": "N", "quality": "Set", "isEthereal": true, "isCorrupted": true, "modifiers": { "m": -1 }, "more": { "x": null } } ] } ],
                  "listings": [ { "item": { "hash": "h2", "name": "N2" }, "price": "obo", "hrPrice": 2, "isHardcore": true, "isLadder": false } ]
                } ]
              }
            }
            """);

        Pd2EmulatorOptions options = all.Pd2;
        Assert.True(all.Faults.Single().NoAnswer);
        Assert.Equal(("c", null, "app://r", "openid", "oauth", "k"), (options.ClientId, options.ClientSecret, options.RedirectUri.OriginalString, options.Scope, options.OAuthStrategy, options.TokenKey));
        Assert.Equal((false, true, false, true, false, false, true), (options.EnforceScopes, options.AllowEngine3, options.RenewWebsiteTokens, options.WebsiteTokenAtRest, options.RotateRefreshTokens, options.DetectRefreshTokenReuse, options.EnforceGameInterval));
        Assert.Equal((Pd2Generation.Feathers5, Pd2LoginStyle.Popup, Pd2Conformance.SocketIo, 1000), (options.Generation, options.LoginStyle, options.Conformance, options.MaxPayload));
        Assert.Equal([0.3, 0.2, 1, 2, 3], new[] { options.PingInterval, options.PingTimeout, options.ConnectTimeout, options.GameInterval, options.TokenDelay }.Select(one => one.TotalSeconds));
        Pd2Lifetimes lives = options.Lifetimes;
        Assert.Equal([2, 3, 4, 5], new[] { lives.AuthorizationCode, lives.Website, lives.Access, lives.Refresh }.Select(life => life.TotalMinutes));
        EmulatedPd2Player player = options.Players.Single();
        Assert.Equal(("EmuA", "0123456789abcdef01234567", "a@example.test", "a1"), (player.Username, player.UserId, player.Email, player.Accounts!.Single()));
        EmulatedPd2Stash stash = player.Stashes.Single();
        EmulatedPd2Item item = stash.Items.Single();
        Assert.Equal(("a1", true, false), (stash.Account, stash.IsHardcore, stash.IsLadder));
        Assert.Equal(("h", "N", "Set", true, true, -1, true), (item.Hash, item.Name, item.Quality, item.IsEthereal, item.IsCorrupted, item.Modifiers["m"], item.More!.ContainsKey("x")));
        EmulatedPd2Listing listing = player.Listings.Single();
        Assert.Equal(("h2", "obo", 2.0, true, false), (listing.Item.Hash, listing.Price, listing.HrPrice, listing.IsHardcore, listing.IsLadder));
    }

    [Theory]
    [InlineData("""{ "pd2": { "generatio": "feathers5" } }""", "$.pd2.generatio", "generation")]
    [InlineData("""{ "pd2": { "generation": "feathers3" } }""", "$.pd2.generation", "feathers4, feathers5")]
    [InlineData("""{ "pd2": { "redirectUri": "x" } }""", "$.pd2.redirectUri", "absolute")]
    [InlineData("""{ "pd2": { "players": [ {} ] } }""", "$.pd2.players[0].username", "required")]
    [InlineData("""{ "pd2": { "players": [ { "username": "A" }, { "username": "a" } ] } }""", "$.pd2.players", "two players")]
    [InlineData("""{ "pd2": { "players": [ { "username": "A", "listings": [ {} ] } ] } }""", "$.pd2.players[0].listings[0].item", "required")]
    [InlineData("""{ "faults": [ { "at": "pd2.stash.find" } ] }""", "$.faults[0]", "pd2.stash.get")]
    [InlineData("""{ "signIns": [ { "player": "Zoe" } ] }""", "$.signIns[0].player", "EmuMule")]
    public void That_makes_no_sense_is_refused_at_its_place_with_the_fix(string json, string path, string fix)
    {
        ScenarioException error = Assert.Throws<ScenarioException>(() => EmulatorScenario.Parse(json));

        Assert.Equal(path, error.JsonPath);
        Assert.Contains(fix, error.Problem, StringComparison.Ordinal);
    }
}
