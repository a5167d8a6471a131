namespace GameAuth.Emulator.Hosting;

/// <summary>Makes the log's record of an exchange.</summary>
internal static class EventOf
{
    public static EmulatorEvent This(Exchange exchange, int status) => new()
    {
        Sequence = exchange.Sequence,
        Time = exchange.Now,
        Host = exchange.Host.DnsName,
        Step = exchange.Step,
        Method = exchange.Method,
        Path = exchange.Path,
        Status = status,
        Signature = exchange.Signature.Verdict,
        SignatureDetail = exchange.Signature.Detail,
        SignatureAge = exchange.Signature.Age,
        KeyThumbprint = exchange.KeyThumbprint,
        ContractVersion = exchange.Headers["x-xbl-contract-version"] is [{ } version] ? version : null,
        Audience = exchange.Audience,
        Issued = exchange.Issued,
        Spent = exchange.Spent,
        Fault = exchange.Fault,
        Note = exchange.Note,
    };
}
