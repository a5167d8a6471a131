using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace GameAuth.Discord.Tests.Sequences;

/// <summary>Client and server together: whatever is lost, late, ended or killed, no honest player is logged out, nothing is sent after a final word, and nobody stays in a room longer than the bound.</summary>
/// <remarks><c>GAMEAUTH_DISCORD_SEQUENCES=10000</c> plays that many.</remarks>
public class SequenceTests
{
    private const int Usual = 60;

    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_DISCORD_SEQUENCES"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : Usual;

    [Fact]
    public void No_honest_player_is_logged_out_and_no_ended_one_stays()
    {
        HashSet<string> reached = new(StringComparer.Ordinal);

        // The usual run plays the same sequences each time; a longer one draws new ones.
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Count);
        Check.One(Count == Usual ? config.WithReplay(20_261, 7_919) : config, Prop.ForAll(SessionSequence.Any, sequence => PlayAsync(sequence, reached).GetAwaiter().GetResult()));

        // Sequences that never meet would prove nothing: each move was made, calls were answered, and rooms were joined.
        string[] wanted = [.. Enum.GetNames<SessionMove>(), "call 0: 200", "call 1: 200", "Join 0: done", "Join 1: done", "call 0: Revoked"];
        Assert.Empty(Count < Usual ? [] : wanted.Except(reached, StringComparer.Ordinal));
    }

    private static async Task<bool> PlayAsync(SessionSequence sequence, HashSet<string> reached)
    {
        SessionDriver driver = await SessionDriver.StartAsync();
        await using (driver)
        {
            try
            {
                await driver.PlayAsync(sequence);
            }
            catch (Exception failure)
            {
                driver.Wrong.Add(failure.ToString());
            }

            reached.UnionWith(sequence.Turns.Select(static turn => $"{turn.Move}"));
            reached.UnionWith(driver.Log);
            return driver.Wrong.Count == 0 ? true : throw new InvalidOperationException($"{sequence}\n{string.Join("\n", driver.Log)}\n{string.Join("\n", driver.Wrong)}");
        }
    }
}
