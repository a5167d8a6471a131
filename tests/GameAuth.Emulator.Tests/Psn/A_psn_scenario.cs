namespace GameAuth.Emulator.Tests.Psn;

public sealed class A_psn_scenario
{
    [Fact]
    public void That_is_empty_changes_nothing()
    {
        PsnEmulatorOptions options = EmulatorScenario.Parse("""{ "psn": {} }""").Psn;

        Assert.Empty(options.Players);
        Assert.Equal((false, false, true, 300), (options.Lenient, options.RotateRefreshTokens, options.SsoGivesRefreshToken, options.RateLimit));
    }

    [Fact]
    public void Sets_every_option()
    {
        EmulatorOptions all = EmulatorScenario.Parse("""
            {
              "signIns": [ { "player": "EmuA" } ],
              "psn": {
                "clientId": "c", "clientSecret": "s", "redirectUri": "app://r", "scope": "psn:a", "lenient": true, "rotateRefreshTokens": true, "detectRefreshTokenReuse": false,
                "ssoGivesRefreshToken": false, "refusedGrants": [ "sso_token" ], "rateLimit": 10, "rateWindow": "00:01:00",
                "parties": [ { "sessionId": "e3000000-0000-4000-8000-0000000000aa", "name": "P", "members": [ "EmuA" ], "invited": [ "emua" ], "isForFriends": true, "maxMembers": 4 } ],
                "listInterval": "00:00:05", "hidesInvitations": true, "takesCustomMessages": true, "pushServer": "p.np.communication.playstation.net",
                "keepAlive": { "clientInterval": "00:00:01", "clientTimeout": "00:00:02", "serverTimeout": "00:00:03", "presenceTimeout": "00:00:04" },
                "lifetimes": { "authorizationCode": "00:01:00", "access": "00:02:00", "refresh": "10.00:00:00", "npsso": "7.00:00:00" },
                "players": [ {
                  "onlineId": "EmuA", "accountId": "5", "npsso": "0000000000000000000000000000000000000000000000000000000000000abc", "aboutMe": "a", "isPlus": true, "isPrivate": true,
                  "isLocked": true, "country": "DE", "language": "de-DE", "trophyLevel": 999, "trophyProgress": 99, "friends": [ "6" ],
                  "presence": { "isOnline": true, "platform": "PS4", "lastOnline": "2026-01-01T00:00:00Z", "npTitleId": "CUSA90001_00", "titleName": "T" },
                  "titles": [ { "npCommunicationId": "NPWR1_00", "name": "T", "platform": "PS4", "isHidden": true, "trophies": [
                    { "id": 0, "name": "N", "detail": "D", "grade": "gold", "groupId": "001", "isHidden": true, "earnedRate": 7, "earnedAt": "2026-01-02T00:00:00Z" } ] } ]
                } ]
              }
            }
            """);

        PsnEmulatorOptions options = all.Psn;
        Assert.Equal(("c", "s", "app://r", "psn:a"), (options.ClientId, options.ClientSecret, options.RedirectUri.OriginalString, options.Scope));
        Assert.Equal((true, true, false, false), (options.Lenient, options.RotateRefreshTokens, options.DetectRefreshTokenReuse, options.SsoGivesRefreshToken));
        Assert.Equal((10, 1, "sso_token"), (options.RateLimit, options.RateWindow.TotalMinutes, options.RefusedGrants.Single()));
        PsnLifetimes lives = options.Lifetimes;
        Assert.Equal([1, 2, 14_400, 10_080], new[] { lives.AuthorizationCode, lives.Access, lives.Refresh, lives.Npsso }.Select(life => life.TotalMinutes));
        EmulatedPsnParty party = options.Parties.Single();
        Assert.Equal(("e3000000-0000-4000-8000-0000000000aa", "P", "EmuA", "emua", true, 4), (party.SessionId, party.Name, party.Members.Single(), party.Invited.Single(), party.IsForFriends, party.MaxMembers));
        Assert.Equal((5, true, true, "p.np.communication.playstation.net"), (options.ListInterval.TotalSeconds, options.HidesInvitations, options.TakesCustomMessages, options.PushServer));
        PsnKeepAlive times = options.KeepAlive;
        Assert.Equal([1, 2, 3, 4], new[] { times.ClientInterval, times.ClientTimeout, times.ServerTimeout, times.PresenceTimeout }.Select(time => time.TotalSeconds));
        EmulatedPsnPlayer player = options.Players.Single();
        Assert.Equal(("EmuA", "5", "a", "DE", "de-DE", 999, 99), (player.OnlineId, player.AccountId, player.AboutMe, player.Country, player.Language, player.TrophyLevel, player.TrophyProgress));
        Assert.Equal((true, true, true, "6", 'c'), (player.IsPlus, player.IsPrivate, player.IsLocked, player.Friends.Single(), player.Npsso![^1]));
        Assert.Equal(new EmulatedPsnPresence { IsOnline = true, Platform = "PS4", LastOnline = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), NpTitleId = "CUSA90001_00", TitleName = "T" }, player.Presence);
        EmulatedTrophyTitle title = player.Titles.Single();
        Assert.Equal(("NPWR1_00", "T", "PS4", true), (title.NpCommunicationId, title.Name, title.Platform, title.IsHidden));
        Assert.Equal(
            new EmulatedTrophy { Id = 0, Name = "N", Detail = "D", Grade = EmulatedTrophyGrade.Gold, GroupId = "001", IsHidden = true, EarnedRate = 7, EarnedAt = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero) },
            title.Trophies.Single());
    }

    [Theory]
    [InlineData("""{ "psn": { "lenien": true } }""", "$.psn.lenien", "lenient")]
    [InlineData("""{ "psn": { "redirectUri": "redirect" } }""", "$.psn.redirectUri", "absolute")]
    [InlineData("""{ "psn": { "players": [ { "onlineId": "A" } ] } }""", "$.psn.players[0].accountId", "required")]
    [InlineData("""{ "psn": { "players": [ { "onlineId": "A", "accountId": "x" } ] } }""", "$.psn.players", "64-bit")]
    [InlineData("""{ "psn": { "players": [ { "onlineId": "A", "accountId": "1", "npsso": "short" } ] } }""", "$.psn.players", "64 letters")]
    [InlineData("""{ "psn": { "players": [ { "onlineId": "A", "accountId": "1", "friends": [ "1" ] } ] } }""", "$.psn.players", "their own")]
    [InlineData("""{ "psn": { "players": [ { "onlineId": "A", "accountId": "1", "titles": [ { "npCommunicationId": "N", "name": "T", "trophies": [ { "name": "x" } ] } ] } ] } }""", "$.psn.players[0].titles[0].trophies[0].id", "required")]
    [InlineData("""{ "psn": { "players": [ { "onlineId": "A", "accountId": "1" }, { "onlineId": "a", "accountId": "2" } ] } }""", "$.psn.players", "two players")]
    [InlineData("""{ "psn": { "parties": [ { "members": [ "Zoe" ] } ] } }""", "$.psn.parties[0]", "Zoe")]
    [InlineData("""{ "faults": [ { "at": "psn.cod" } ] }""", "$.faults[0]", "psn.code")]
    [InlineData("""{ "signIns": [ { "player": "Zoe" } ] }""", "$.signIns[0].player", "EmuSilver")]
    public void That_makes_no_sense_is_refused_at_its_place_with_the_fix(string json, string path, string fix)
    {
        ScenarioException error = Assert.Throws<ScenarioException>(() => EmulatorScenario.Parse(json));

        Assert.Equal(path, error.JsonPath);
        Assert.Contains(fix, error.Problem, StringComparison.Ordinal);
    }
}
