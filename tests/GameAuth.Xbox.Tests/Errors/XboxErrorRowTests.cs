using System.Globalization;
using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>Each row of the table of codes: its number, its name, its sentence for the player, its page.</summary>
public class XboxErrorRowTests
{
    public static TheoryData<long> Codes() => [.. XboxErrorRow.Table.Select(static row => row.Code)];

    [Fact]
    public void The_table_is_whole() =>
        Assert.Equal(XboxErrorRow.Table.Select(static row => row.Code), Enum.GetValues<XboxErrorCode>().Select(static code => (long)code));

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_row_has_a_name_a_sentence_and_a_page(long code)
    {
        XboxErrorRow row = XboxErrorRow.Table.Single(one => one.Code == code);
        Assert.Equal(row.Code, long.Parse($"8015DC{row.Low}", NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(row.Name.Replace("_", "", StringComparison.Ordinal), ((XboxErrorCode)code).ToString(), ignoreCase: true);
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault { At = "xsts.authorize", XErr = code, Times = null });

        Exception error = await Assert.ThrowsAsync(row.Error, () => me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask());

        GameAuthException failure = Assert.IsAssignableFrom<GameAuthException>(error);
        Assert.Contains($"{code} ({row.Name})", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(failure.UserMessage, Unspecific());
        Assert.EndsWith(".", failure.UserMessage, StringComparison.Ordinal);
        (string? said, string? page) = failure switch
        {
            AccountRestrictedException restricted => (restricted.Code, restricted.HelpUri?.AbsoluteUri),
            GameAuthConfigurationException setup => (setup.Code, null),
            _ => (((ProviderException)failure).Code, (string?)null),
        };
        Assert.Equal((code.ToString(CultureInfo.InvariantCulture), row.Help), (said, page));
        Assert.Equal(failure is AccountRestrictedException ? AccountStatus.Restricted : AccountStatus.Active, me.Status);
    }

    [Fact]
    public async Task Every_sentence_is_its_own()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.OpenAsync();
        Assert.Equal(
            XboxErrorRow.Table.Count,
            XboxErrorRow.Table.Select(static row => new AccountRestrictedException("made up", $"{row.Code}", helpUri: null) { Provider = "xbox" }.UserMessage).Distinct().Count());
    }

    private static string[] Unspecific() =>
    [
        new AccountRestrictedException("made up", "0", helpUri: null).UserMessage,
        new GameAuthConfigurationException("made up").UserMessage,
        new ProviderException("made up", 401, null, isTransient: true).UserMessage,
        new ProviderException("made up", 401, null, isTransient: false).UserMessage,
    ];
}
