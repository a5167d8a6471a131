using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Xbox;

/// <summary>The display claims: lower-case short codes.</summary>
internal static class XboxClaims
{
    private static readonly string[] Full = ["http://xboxlive.com", "http://accounts.xboxlive.com"];

    /// <summary>The claims of a modern gamertag: its text, its suffix, and both.</summary>
    public static IReadOnlyCollection<string> Modern { get; } = ["mgt", "mgs", "umg"];

    public static JsonObject Device(string deviceId) => new() { ["xdi"] = new JsonObject { ["did"] = deviceId, ["dcs"] = "0" } };

    public static JsonObject Title(string titleId) => new() { ["xti"] = new JsonObject { ["tid"] = titleId } };

    public static JsonObject User(EmulatedPlayer player) => Xui(new JsonObject { ["uhs"] = UserHash(player) });

    /// <summary>Relying parties other than Xbox Live's own learn the user hash only.</summary>
    /// <param name="player">Whose claims.</param>
    /// <param name="relyingParty">Who asks.</param>
    /// <param name="optional">The codes that were asked for beyond the usual ones; unknown codes earn nothing.</param>
    public static JsonObject Authorization(EmulatedPlayer player, string relyingParty, IReadOnlyCollection<string> optional)
    {
        JsonObject claims = new() { ["uhs"] = UserHash(player) };
        if (!Full.Contains(relyingParty)) { return Xui(claims); }
        claims["gtg"] = player.Gamertag;
        claims["xid"] = player.Xuid;
        claims["agg"] = player.AgeGroup;
        claims["usr"] = "234";
        claims["utr"] = "190";
        claims["prv"] = "184 185 186 187 188 191 192 195 196 198 199 200 201 203 204 205 206 208 211 217 220 224 227 228 235 238 245 247 249 252 254 255";
        if (optional.Contains("mgt")) { claims["mgt"] = player.Gamertag; }
        if (optional.Contains("mgs")) { claims["mgs"] = ""; }
        if (optional.Contains("umg")) { claims["umg"] = player.Gamertag; }
        return Xui(claims);
    }

    /// <summary>Decimal digits that are neither the xuid nor guessable from it by eye.</summary>
    public static string UserHash(EmulatedPlayer player) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("uhs " + player.Xuid))).ToString(CultureInfo.InvariantCulture);

    private static JsonObject Xui(JsonObject claims) => new() { ["xui"] = new JsonArray(claims) };
}
