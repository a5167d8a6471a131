using System.Text;
using GameAuth.ProviderContract;
using GameAuth.Providers;

namespace GameAuth.Xbox.Tests;

/// <summary>Every shape of a good answer: an odd member that is not needed costs nothing, and a needed one is a typed error.</summary>
public class AnswerShapeTests
{
    private const string Token = """{"IssueInstant":"2030-01-01T00:00:00.0000000Z","NotAfter":"2031-01-01T00:00:00.1234567Z","Token":"made.up.token","DisplayClaims":{"xui":[{"uhs":"1"}]}}""";
    private const string Xsts = """
        {"IssueInstant":"2030-01-01T00:00:00Z","NotAfter":"2031-01-01T00:00:00Z","Token":"made.up.token","DisplayClaims":{"xui":[{"gtg":"EmuAda","xid":"2814600000000010","uhs":"1","agg":"Adult","usr":"1 2"}]}}
        """;

    private static readonly XboxImages Images = new(allowLoopback: false);

    public static TheoryData<string> Kinds => [.. Answers.Keys];

    private static Dictionary<string, (string Answer, string[] Needed, Action<ProviderResponse> Read)> Answers { get; } = new()
    {
        ["device, title or user token"] = (Token, ["NotAfter", "Token"], static answer => _ = new XboxTokenReader(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody))),
        ["XSTS token of the Xbox services"] = (
            Xsts, ["NotAfter", "Token", "DisplayClaims", "DisplayClaims.xui", "DisplayClaims.xui[0].uhs", "DisplayClaims.xui[0].xid"], static answer => ReadXsts(answer, isOfXbox: true)),
        ["XSTS token of others"] = (
            Xsts, ["NotAfter", "Token", "DisplayClaims", "DisplayClaims.xui", "DisplayClaims.xui[0].uhs"], static answer => ReadXsts(answer, isOfXbox: false)),
        ["SISU"] = (
            $$"""{"DeviceToken":"made.up","TitleToken":{{Token}},"UserToken":{{Token}},"AuthorizationToken":{{Xsts}},"WebPage":"https://sisu.xboxlive.com/","Sandbox":"RETAIL","UseModernGamertag":true}""",
            [
                "TitleToken", "TitleToken.NotAfter", "TitleToken.Token", "UserToken", "UserToken.NotAfter", "UserToken.Token", "AuthorizationToken", "AuthorizationToken.NotAfter",
                "AuthorizationToken.Token", "AuthorizationToken.DisplayClaims", "AuthorizationToken.DisplayClaims.xui", "AuthorizationToken.DisplayClaims.xui[0].uhs",
                "AuthorizationToken.DisplayClaims.xui[0].xid",
            ],
            static answer => SisuAuthorizeAnswer.Read(answer, new Secret("made.up"), static server => server)),
        ["profile"] = (
            """{"profileUsers":[{"id":"1","hostId":"1","settings":[{"id":"Gamertag","value":"EmuAda"},{"id":"Gamerscore","value":"1200"}],"isSponsoredUser":false}]}""",
            ["profileUsers", "profileUsers[0].id", "profileUsers[0].settings", "profileUsers[0].settings[0].id", "profileUsers[0].settings[0].value"],
            static answer => Need(answer, answer.ReadJson(XboxServiceJson.Default.ProfileAnswer).Users is [{ } first, ..] ? first.Read(Images) : null)),
        ["people"] = (
            """
            {"people":[{"xuid":"1","gamertag":"A","gamerScore":"5","isFavorite":true,"addedDateTimeUtc":"2020-05-01T10:00:00Z","presenceDetails":[{"Device":"Scarlett","TitleId":7}],
             "preferredColor":{"primaryColor":"107c10"},"detail":{"bio":"hi","followerCount":1}}],"friendFinderState":null}
            """,
            ["people", "people[0].xuid"],
            static answer => Need(answer, answer.ReadJson(XboxServiceJson.Default.PeopleAnswer).People is [{ } first, ..] ? first.Read(Images) : null)),
        ["presence"] = (
            """
            {"xuid":"1","state":"Online","devices":[{"type":"Scarlett","titles":[{"id":"7","name":"Emu Quest","placement":"Full","state":"Active","lastModified":"2030-01-01T00:00:00Z",
             "activity":{"richPresence":"In the woods"}}]}],"lastSeen":{"deviceType":"Win32","titleId":"7","titleName":"Emu Quest","timestamp":"2030-01-01T00:00:00Z"}}
            """,
            ["xuid"],
            static answer => Need(answer, answer.ReadJson(XboxServiceJson.Default.PresenceBody).Read())),
        ["titles"] = (
            """
            {"xuid":"1","titles":[{"titleId":"7","name":"Emu Quest","type":"Game","devices":["Scarlett"],"isBundle":false,"displayImage":"https://images-eds-ssl.xboxlive.com/a",
             "achievement":{"currentAchievements":1,"progressPercentage":10.5},"titleHistory":{"lastTimePlayed":"2030-01-01T00:00:00Z"},"gamePass":{"isGamePass":true},
             "images":[{"url":"https://images-eds-ssl.xboxlive.com/a","type":"Logo"}]}]}
            """,
            ["titles", "titles[0].titleId"],
            static answer => Need(answer, answer.ReadJson(XboxServiceJson.Default.TitleListAnswer).Titles is [{ } first, ..] ? first.Read(Images) : null)),
        ["achievements"] = (
            """
            {"achievements":[{"id":"1","serviceConfigId":"s","name":"n","progressState":"Achieved","progression":{"timeUnlocked":"2030-01-01T00:00:00Z","requirements":[{"id":"r","current":"1"}]},
             "titleAssociations":[{"name":"Emu Quest","id":7}],"rewards":[{"type":"Gamerscore","value":"10","mediaAsset":{"url":"https://images-eds-ssl.xboxlive.com/a"}}],
             "platforms":["Scarlett"],"timeWindow":{"startDate":"2030-01-01T00:00:00Z"},"estimatedTime":"00:10:00"}],"pagingInfo":{"continuationToken":"c","totalRecords":1}}
            """,
            ["achievements", "achievements[0].id"],
            static answer => Need(answer, answer.ReadJson(XboxServiceJson.Default.AchievementListAnswer).Achievements is [{ } first, ..] ? first.Read(Images) : null)),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task An_odd_member_costs_nothing_and_a_needed_one_is_a_typed_error(string kind)
    {
        (string answer, string[] needed, Action<ProviderResponse> read) = Answers[kind];
        return AnswerShapes.CheckAsync(answer, needed, async text => read(await AnswerAsync(text)));
    }

    [Fact]
    public async Task A_refusal_is_told_by_its_code_however_odd_the_rest_is()
    {
        foreach (AnswerShape shape in AnswerShapes.Of("""{"Identity":"0","XErr":2148916233,"Message":"","Redirect":"https://start.ui.xboxlive.com/CreateAccount","WebPage":"https://www.xbox.com/"}"""))
        {
            XboxRefusal refusal = XboxRefusal.Read(await AnswerAsync(shape.Text, 401), MicrosoftPages.Policy(allowLoopback: false));
            Assert.True(shape.Member == "XErr" || refusal.Code == 2148916233, $"{shape.Member} is {shape.Change}");
            _ = refusal.ToException();
        }
    }

    [Fact]
    public async Task Part_of_a_list_of_endpoints_is_none()
    {
        const string list = """{"EndPoints":[{"Protocol":"https","Host":"*.xboxlive.com","HostType":"wildcard","RelyingParty":"http://xboxlive.com","Port":"odd"}],"SignaturePolicies":[]}""";
        ProviderResponse answer = await AnswerAsync(list);

        Assert.Throws<ProviderException>(() => answer.ReadStrictJson(XboxJson.Default.EndpointListBody));
    }

    private static void ReadXsts(ProviderResponse answer, bool isOfXbox) =>
        new XboxTokenReader(answer, answer.ReadJson(XboxJson.Default.XboxTokenBody)).ReadXsts(static server => server, isOfXbox);

    private static void Need(ProviderResponse answer, object? read)
    {
        if (read is null)
        {
            throw answer.Failure("lacks what is needed");
        }
    }

    private static async Task<ProviderResponse> AnswerAsync(string text, int status = 200)
    {
        using HttpResponseMessage response = new((System.Net.HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) };
        return await ProviderResponse.ReadAsync(response, new ResponseOrigin("xbox", "xsts", DateTimeOffset.UnixEpoch), ProviderResponse.MaxAuthBody, CancellationToken.None);
    }
}
