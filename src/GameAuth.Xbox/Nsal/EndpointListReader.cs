using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Xbox;

/// <summary>Makes a list of what came over the wire, or says what is wrong with it.</summary>
internal static class EndpointListReader
{
    private const int MaxEntries = 2048;
    private const int MaxPolicies = 64;
    private const string Algorithm = "ES256";

    /// <summary>An entry that can not be understood is left out; one that asks for too much keeps its hosts and gets no token.</summary>
    /// <param name="body">What came.</param>
    /// <param name="list">The list.</param>
    /// <param name="fault">Else what is wrong with the whole, to follow "the answer".</param>
    /// <returns>Whether it is a list to go by.</returns>
    public static bool TryRead(EndpointListBody body, [NotNullWhen(true)] out EndpointList? list, [NotNullWhen(false)] out string? fault)
    {
        list = null;
        fault = Fault(body);
        if (fault is not null)
        {
            return false;
        }

        XboxRequestSigner?[] signers = [.. body.SignaturePolicies.Select(static policy => TryRead(policy, out XboxRequestSigner? signer) ? signer : null)];
        EndpointRule[] rules = [.. body.EndPoints.Select(entry => EndpointRuleReader.Read(entry, SignerOf(entry, signers))).OfType<EndpointRule>()];
        if (!rules.Any(static rule => rule.RelyingParty is not null))
        {
            fault = "names no endpoint that a token may go to";
            return false;
        }

        list = new EndpointList(rules);
        return true;
    }

    private static string? Fault(EndpointListBody body)
    {
        if (body.EndPoints.Count > MaxEntries || body.SignaturePolicies.Count > MaxPolicies)
        {
            return $"has more than {MaxEntries} endpoints or {MaxPolicies} signature policies";
        }

        foreach (long index in body.EndPoints.Select(static entry => entry.SignaturePolicyIndex).OfType<long>())
        {
            if (index < 0 || index >= body.SignaturePolicies.Count)
            {
                return "names a signature policy that it does not have";
            }

            if (!TryRead(body.SignaturePolicies[(int)index], out _))
            {
                return "has a signature policy that makes no sense";
            }
        }

        return null;
    }

    private static XboxRequestSigner? SignerOf(EndpointBody entry, XboxRequestSigner?[] signers) =>
        entry.SignaturePolicyIndex is { } index ? signers[index] : null;

    /// <summary>Reads a policy; one that wants other algorithms makes sense and has no signer here.</summary>
    private static bool TryRead(SignaturePolicyBody body, out XboxRequestSigner? signer)
    {
        signer = null;
        if (body is not { Version: >= 0 and <= int.MaxValue, MaxBodyBytes: >= 0 } || !body.ExtraHeaders.All(IsHeader))
        {
            return false;
        }

        if (body.SupportedAlgorithms.Count == 0 || body.SupportedAlgorithms.Contains(Algorithm, StringComparer.Ordinal))
        {
            signer = new XboxRequestSigner(new XboxSignaturePolicy
            {
                Version = (int)body.Version.Value,
                MaxBodyBytes = body.MaxBodyBytes.Value,
                ExtraHeaders = [.. body.ExtraHeaders],
            });
        }

        return true;
    }

    private static bool IsHeader(string name) => name.Length is > 0 and <= 64 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
