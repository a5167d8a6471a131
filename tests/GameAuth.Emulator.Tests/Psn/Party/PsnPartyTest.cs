using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn.Party;

/// <summary>EmuTrophies at the wire; what others do is said to the emulator.</summary>
public abstract class PsnPartyTest : PsnTest
{
    protected const string Friend = "9100000000000000002";

    private protected async Task<PsnPartyFlow> PlayerAsync(string onlineId = "EmuTrophies") => new(Client, (await Client.PsnSignInAsync(Emulator.Psn.NpssoOf(onlineId)))["access_token"]);

    private protected string FriendsParty(string name = "Silver") => Emulator.Psn.CreateParty(new EmulatedPsnParty { Name = name, Members = ["EmuSilver"], IsForFriends = true });

    /// <summary>A player who listed a party and joined it, long enough ago for voice.</summary>
    private protected async Task<(PsnPartyFlow Player, string SessionId)> JoinedAsync()
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();
        await player.ListAsync();
        await player.JoinAsync(id);
        await player.ReadyAsync(id);
        Time.Advance(TimeSpan.FromSeconds(1));
        return (player, id);
    }

    private protected string LastOrderProblem => Emulator.Psn.OrderProblems[^1];

    private protected static string PeerOf(WireAnswer answer) => answer.Json["peer"]!["peerId"]!.GetValue<string>();
}
