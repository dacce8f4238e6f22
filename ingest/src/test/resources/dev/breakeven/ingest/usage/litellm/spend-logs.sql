-- as LiteLLM's migrations make it (litellm-proxy-extras, schema.prisma)
CREATE TABLE "LiteLLM_SpendLogs" (
    "request_id" TEXT NOT NULL,
    "call_type" TEXT NOT NULL,
    "api_key" TEXT NOT NULL DEFAULT '',
    "spend" DOUBLE PRECISION NOT NULL DEFAULT 0.0,
    "total_tokens" INTEGER NOT NULL DEFAULT 0,
    "prompt_tokens" INTEGER NOT NULL DEFAULT 0,
    "completion_tokens" INTEGER NOT NULL DEFAULT 0,
    "startTime" TIMESTAMP(3) NOT NULL,
    "endTime" TIMESTAMP(3) NOT NULL,
    "request_duration_ms" INTEGER,
    "completionStartTime" TIMESTAMP(3),
    "model" TEXT NOT NULL DEFAULT '',
    "model_id" TEXT DEFAULT '',
    "model_group" TEXT DEFAULT '',
    "custom_llm_provider" TEXT DEFAULT '',
    "api_base" TEXT DEFAULT '',
    "user" TEXT DEFAULT '',
    "metadata" JSONB DEFAULT '{}',
    "cache_hit" TEXT DEFAULT '',
    "cache_key" TEXT DEFAULT '',
    "request_tags" JSONB DEFAULT '[]',
    "team_id" TEXT,
    "organization_id" TEXT,
    "end_user" TEXT,
    "requester_ip_address" TEXT,
    "messages" JSONB DEFAULT '{}',
    "response" JSONB DEFAULT '{}',
    "session_id" TEXT,
    "status" TEXT,
    "mcp_namespaced_tool_name" TEXT,
    "agent_id" TEXT,
    "proxy_server_request" JSONB DEFAULT '{}',

    CONSTRAINT "LiteLLM_SpendLogs_pkey" PRIMARY KEY ("request_id")
);
INSERT INTO "LiteLLM_SpendLogs" ("request_id", "call_type", "api_key", "spend", "total_tokens", "prompt_tokens", "completion_tokens", "startTime", "endTime", "completionStartTime", "model", "model_id", "model_group", "custom_llm_provider", "api_base", "user", "metadata", "cache_hit", "cache_key", "request_tags", "team_id", "organization_id", "end_user", "requester_ip_address", "messages", "response", "session_id", "status")
VALUES ('chatcmpl-1', 'acompletion', '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b', 0.00123456789, 200, 120, 80, '2026-05-01T12:00:00.250', '2026-05-01T12:00:03.250', '2026-05-01T12:00:00.900', 'gpt-4o', 'm-1', 'smart', 'openai', 'https://api.openai.com', 'ada', '{"user_api_key_team_alias": "Search", "usage_object": {"prompt_tokens": 120, "completion_tokens": 80, "total_tokens": 200, "prompt_tokens_details": {"cached_tokens": 60, "audio_tokens": null}, "completion_tokens_details": {"reasoning_tokens": 25}}}', 'None', 'k', '["team:search", "beta"]', 't-1', 'acme', '', '10.0.0.1', '[{"role": "user", "content": "PROMPT-TEXT that nobody may keep"}]', '{"choices": [{"message": {"content": "PROMPT-TEXT that nobody may keep"}}]}', 's-1', 'success');
INSERT INTO "LiteLLM_SpendLogs" ("request_id", "call_type", "api_key", "spend", "total_tokens", "prompt_tokens", "completion_tokens", "startTime", "endTime", "completionStartTime", "model", "model_id", "model_group", "custom_llm_provider", "api_base", "user", "metadata", "cache_hit", "cache_key", "request_tags", "team_id", "organization_id", "end_user", "requester_ip_address", "messages", "response", "session_id", "status")
VALUES ('msg-2', 'acompletion', '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b', 0.0, 13407, 12857, 550, '2026-05-01T12:00:00.250', '2026-05-01T12:00:03.250', '2026-05-01T12:00:03.250', 'anthropic/claude-sonnet-4-5-20250929', 'm-1', 'claude', 'anthropic', 'https://api.openai.com', 'ada', '{"usage_object": {"prompt_tokens": 12857, "completion_tokens": 550, "cache_creation_input_tokens": 12304, "cache_read_input_tokens": 550, "prompt_tokens_details": {"cached_tokens": 550, "cache_creation_tokens": 12304, "cache_creation_token_details": {"ephemeral_5m_input_tokens": 12000, "ephemeral_1h_input_tokens": 304}}}}', 'None', 'k', '["team:search", "beta"]', 't-1', 'acme', '', '10.0.0.1', '[{"role": "user", "content": "PROMPT-TEXT that nobody may keep"}]', '{"choices": [{"message": {"content": "PROMPT-TEXT that nobody may keep"}}]}', 's-1', 'success');
INSERT INTO "LiteLLM_SpendLogs" ("request_id", "call_type", "api_key", "spend", "total_tokens", "prompt_tokens", "completion_tokens", "startTime", "endTime", "completionStartTime", "model", "model_id", "model_group", "custom_llm_provider", "api_base", "user", "metadata", "cache_hit", "cache_key", "request_tags", "team_id", "organization_id", "end_user", "requester_ip_address", "messages", "response", "session_id", "status")
VALUES ('fail-5', 'acompletion', '88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b', 0.0, 0, 0, 0, '2026-05-01T12:00:02', '2026-05-01T12:00:03.250', '2026-05-01T12:00:00.900', 'gpt-4o', 'm-1', 'smart', 'openai', 'https://api.openai.com', 'ada', '{"error_information": {"error_code": "429", "error_message": "PROMPT-TEXT that nobody may keep"}}', 'None', 'k', '["team:search", "beta"]', 't-1', 'acme', '', '10.0.0.1', '[{"role": "user", "content": "PROMPT-TEXT that nobody may keep"}]', '{"choices": [{"message": {"content": "PROMPT-TEXT that nobody may keep"}}]}', 's-1', 'failure');
