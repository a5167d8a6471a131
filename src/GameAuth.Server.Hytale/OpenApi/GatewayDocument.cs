using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace GameAuth.Server.Hytale;

/// <summary>Describes the calls for machines: what ASP.NET Core's OpenAPI document says of the endpoints, from the same rows that they answer by.</summary>
internal static class GatewayDocument
{
    private const string Json = "application/json";
    private const string Scheme = "hytaleGatewayCaller";

    /// <summary>Describes a call.</summary>
    /// <param name="operation">What ASP.NET Core knows of the endpoint.</param>
    /// <param name="document">The document; null where there is none.</param>
    /// <param name="contract">The call.</param>
    public static void Describe(OpenApiOperation operation, OpenApiDocument? document, GatewayContract contract)
    {
        operation.OperationId = "hytaleGateway" + string.Concat(contract.Operation.Path.Split('/', '-').Where(static part => part.Length > 0).Select(static part => char.ToUpperInvariant(part[0]) + part[1..]));
        operation.Summary = contract.Summary;
        operation.Description = $"At most {contract.Operation.Permits} calls in {contract.Operation.Window.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes.";
        operation.Parameters = [];
        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = ContentOf(ObjectOf(contract.Body, isClosed: false), ExampleOf(contract.Body)) };
        OpenApiResponses responses = new() { ["200"] = new OpenApiResponse { Description = "It is done.", Headers = LimitHeaders(), Content = ContentOf(ObjectOf(contract.Answer, isClosed: true), ExampleOf(contract.Answer)) } };
        foreach (IGrouping<int, GatewayError> status in contract.ByStatus)
        {
            responses[status.Key.ToString(CultureInfo.InvariantCulture)] = ResponseOf([.. status], contract.Operation);
        }

        operation.Responses = responses;
        operation.Security = contract.Operation.IsHourly && document is not null ? [RequirementOf(document)] : [];
    }

    private static OpenApiSecurityRequirement RequirementOf(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes.TryAdd(Scheme, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The access_token of the call token or refresh." });
        return new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] };
    }

    private static OpenApiResponse ResponseOf(IReadOnlyList<GatewayError> errors, GatewayOperation operation)
    {
        int status = errors[0].Status;
        GatewayError[] rows = [.. errors.Where(error => status != 429 || error == operation.Limited)];
        Dictionary<string, IOpenApiHeader> headers = LimitHeaders();
        if (status is 429 or 503)
        {
            headers["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = Integer() };
        }

        Dictionary<string, IOpenApiExample> examples = new(StringComparer.Ordinal);
        foreach (GatewayError row in rows)
        {
            examples[$"{row.Code.ToLowerInvariant()}_{examples.Count + 1}"] = new OpenApiExample { Summary = row.Message, Value = ExampleOf(row, operation) };
        }

        return new OpenApiResponse
        {
            Description = string.Join("; ", rows.Select(static row => row.Message)),
            Headers = headers,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Json] = new OpenApiMediaType { Schema = ErrorOf(rows, operation), Examples = examples } },
        };
    }

    private static OpenApiSchema ErrorOf(GatewayError[] rows, GatewayOperation operation)
    {
        Dictionary<string, IOpenApiSchema> members = new(StringComparer.Ordinal)
        {
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. rows.Select(static row => row.Code).Distinct(StringComparer.Ordinal).Select(static code => (JsonNode)JsonValue.Create(code))] },
            ["message"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Enum = [JsonValue.Create(rows[0].Status)] },
        };
        if (rows.Any(static row => row.RetryAfter is not null))
        {
            members["retry_after"] = Integer();
        }

        if (rows.Any(static row => row.Entitlement is not null))
        {
            members["entitlement_required"] = new OpenApiSchema { Type = JsonSchemaType.String };
        }

        if (rows[0].Status == 429 && operation.HasHeadersInBody)
        {
            members["headers"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = false,
                Properties = LimitHeaders().Keys.ToDictionary(static name => name, static _ => (IOpenApiSchema)new OpenApiSchema { Type = JsonSchemaType.String }, StringComparer.Ordinal),
            };
        }

        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object, Properties = members, Required = new HashSet<string>(["code", "message", "status"], StringComparer.Ordinal), AdditionalPropertiesAllowed = false,
        };
    }

    private static JsonObject ExampleOf(GatewayError row, GatewayOperation operation)
    {
        JsonObject example = new() { ["code"] = row.Code, ["message"] = row.Message, ["status"] = row.Status };
        if (row.RetryAfter is { } seconds)
        {
            example["retry_after"] = seconds;
        }

        if (row.Entitlement is { } entitlement)
        {
            example["entitlement_required"] = entitlement;
        }

        if (row.Status == 429 && operation.HasHeadersInBody)
        {
            example["headers"] = new JsonObject { ["X-RateLimit-Limit"] = $"{operation.Permits}", ["X-RateLimit-Remaining"] = "0", ["X-RateLimit-Reset"] = "1705270800" };
        }

        return example;
    }

    private static JsonObject ExampleOf(IReadOnlyList<GatewayMember> members) => new(members.Select(static member => KeyValuePair.Create(member.Name, (JsonNode?)member.Example())));

    private static OpenApiSchema ObjectOf(IReadOnlyList<GatewayMember> members, bool isClosed) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = members.ToDictionary(static member => member.Name, SchemaOf, StringComparer.Ordinal),
        Required = new HashSet<string>(members.Where(static member => !member.IsOptional).Select(static member => member.Name), StringComparer.Ordinal),
        AdditionalPropertiesAllowed = !isClosed,
    };

    private static IOpenApiSchema SchemaOf(GatewayMember member) => member.Type switch
    {
        GatewayMemberType.Number => Integer(),
        GatewayMemberType.Profiles => new OpenApiSchema
        {
            Type = JsonSchemaType.Array, Items = ObjectOf([GatewayMember.Id("uuid", ""), GatewayMember.Text("username", "")], isClosed: true),
        },
        _ => new OpenApiSchema { Type = JsonSchemaType.String, Format = member.Format },
    };

    private static OpenApiSchema Integer() => new() { Type = JsonSchemaType.Integer };

    private static Dictionary<string, OpenApiMediaType> ContentOf(OpenApiSchema schema, JsonObject example) => new(StringComparer.Ordinal) { [Json] = new OpenApiMediaType { Schema = schema, Example = example } };

    private static Dictionary<string, IOpenApiHeader> LimitHeaders() => new(StringComparer.Ordinal)
    {
        ["X-RateLimit-Limit"] = new OpenApiHeader { Description = "How many calls the window has.", Schema = Integer() },
        ["X-RateLimit-Remaining"] = new OpenApiHeader { Description = "How many are left.", Schema = Integer() },
        ["X-RateLimit-Reset"] = new OpenApiHeader { Description = "When the window ends, in seconds since 1970.", Schema = Integer() },
    };
}
