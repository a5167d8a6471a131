using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Server.Host;
using GameAuth.Server.Host.Refreshing;
using Microsoft.AspNetCore.Builder;

namespace GameAuth.Interop.Server;

/// <summary>The command <c>openssl</c> verifies the signatures of our access tokens by the published key, and refuses a changed one.</summary>
public sealed class OpenSsl_verifies_access_tokens : IDisposable
{
    // SubjectPublicKeyInfo of an Ed25519 key but for the key itself (RFC 8410 section 4).
    private static readonly byte[] Ed25519Prefix = Convert.FromHexString("302a300506032b6570032100");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-openssl-");

    public void Dispose() => _directory.Delete(recursive: true);

    [OpenSslTheory]
    [InlineData("eddsa", "OKP")]
    [InlineData("rs256", "RSA")]
    public async Task By_the_published_key(string keys, string type)
    {
        await using WebApplication server = await SessionHost.StartAsync(new HostSettings { Keys = keys });
        Uri address = SessionHost.AddressOf(server);
        using SessionServerTarget client = new(address);
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        JsonElement key = (await http.GetFromJsonAsync<JsonElement>(new Uri(address, ".well-known/jwks.json"))).GetProperty("keys")[0];
        Assert.Equal(type, key.GetProperty("kty").GetString());
        string pem = await WriteAsync("key.pem", Encoding.ASCII.GetBytes(Pem(key)));
        string[] parts = (await client.SignInAsync(1)).Access.Split('.');
        byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        string signature = await WriteAsync("signature", Base64Url.DecodeFromChars(parts[2]));
        Assert.Equal(0, await VerifyAsync(type, pem, await WriteAsync("signed", signed), signature));

        signed[^1] ^= 1;
        Assert.Equal(1, await VerifyAsync(type, pem, await WriteAsync("changed", signed), signature));
    }

    private static string Pem(JsonElement key)
    {
        if (key.GetProperty("kty").GetString() == "OKP")
        {
            return PemEncoding.WriteString("PUBLIC KEY", [.. Ed25519Prefix, .. Decode(key, "x")]);
        }

        using RSA rsa = RSA.Create(new RSAParameters { Modulus = Decode(key, "n"), Exponent = Decode(key, "e") });
        return rsa.ExportSubjectPublicKeyInfoPem();
    }

    private static byte[] Decode(JsonElement key, string member) => Base64Url.DecodeFromChars(key.GetProperty(member).GetString());

    private async Task<string> WriteAsync(string name, byte[] bytes)
    {
        string path = Path.Combine(_directory.FullName, name);
        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }

    private static async Task<int> VerifyAsync(string type, string key, string signed, string signature)
    {
        string[] arguments = type == "OKP" ? ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", signed, "-sigfile", signature] : ["dgst", "-sha256", "-verify", key, "-signature", signature, signed];
        using Process openssl = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await openssl.WaitForExitAsync();
        return openssl.ExitCode;
    }
}

/// <summary>A theory that needs the command <c>openssl</c> 3; it is skipped where that is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenSslTheoryAttribute : TheoryAttribute
{
    public OpenSslTheoryAttribute() => Skip = Missing;

    private static string? Missing { get; } = Probe();

    private static string? Probe()
    {
        try
        {
            using Process openssl = Process.Start(new ProcessStartInfo("openssl", "version") { RedirectStandardOutput = true })!;
            return openssl.StandardOutput.ReadToEnd().StartsWith("OpenSSL 3", StringComparison.Ordinal) ? null : "The command openssl is not OpenSSL 3.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "The command openssl is not installed.";
        }
    }
}
