using System.Buffers.Text;
using System.Text.Json;

namespace GameAuth.Server.Tests.World;

/// <summary>Looks into tokens without checking them.</summary>
public static class Jwt
{
    public static JsonElement Header(string token) => Part(token, 0);

    public static JsonElement Claims(string token) => Part(token, 1);

    public static string Text(this JsonElement claims, string name) => claims.GetProperty(name).GetString()!;

    private static JsonElement Part(string token, int index) => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[index])).RootElement;
}
